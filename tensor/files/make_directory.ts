import { attempt } from "./_attempt.ts";
import { fileSystem } from "./_node.ts";
import { tryTemporary } from "./_temporary.ts";

/**
 * Makes a directory, with those above it, if it is not there, and finds out
 * whether files can be written into it.
 *
 * @param path Path of the directory.
 * @throws {FileError} If it cannot be made, or not be written.
 * @throws {MissingPermissionError} If Deno was not permitted to write it.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { makeDirectory } from "@cutedl/tensor/file";
 *
 * await makeDirectory("data/mnist");
 * ```
 */
export async function makeDirectory(path: string): Promise<void> {
  const fs = fileSystem();
  await attempt("write", path, async () => {
    await fs.mkdir(path, { recursive: true });
    await tryTemporary(fs, path, "");
  }, path);
}
