import { attempt } from "./_attempt.ts";
import { fileSystem, splitPath } from "./_node.ts";
import { tryTemporary } from "./_temporary.ts";
import { writeTarget } from "./_write_target.ts";

/**
 * Finds out whether `writeFile` can write a file, before the work that is to
 * fill it: makes a temporary file beside it, and removes it. What is there under
 * the path stays as it is.
 *
 * @param path Path of the file; its directory must be there.
 * @throws {FileError} If it cannot be written.
 * @throws {MissingPermissionError} If Deno was not permitted to read and write
 * the directory.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { assertWritable } from "@cutedl/tensor/file";
 *
 * await assertWritable("results/report.html");
 * ```
 */
export async function assertWritable(path: string): Promise<void> {
  const fs = fileSystem();
  await attempt("write", path, async () => {
    const { directory, name } = splitPath(await writeTarget(fs, path));
    await tryTemporary(fs, directory, name);
  });
}
