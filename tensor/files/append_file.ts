import { attempt } from "./_attempt.ts";
import { fileSystem } from "./_node.ts";

/**
 * Adds bytes to the end of a file, which is made if it is not there: for a log
 * that others read while it grows. Nothing protects it if the process is killed
 * meanwhile; `writeFile` replaces a file whole or not at all.
 *
 * @param path Path of the file; its directory must be there.
 * @param bytes What to add.
 * @throws {FileError} If writing fails.
 * @throws {MissingPermissionError} If Deno was not permitted to write it.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { appendFile } from "@cutedl/tensor/file";
 *
 * await appendFile("log.txt", new TextEncoder().encode("done\n"));
 * ```
 */
export async function appendFile(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const fs = fileSystem();
  await attempt("write", path, () => fs.appendFile(path, bytes));
}
