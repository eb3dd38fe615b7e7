import { attempt } from "./_attempt.ts";
import { fileSystem } from "./_node.ts";
import { replaceFile } from "./_replace_file.ts";
import { writeTarget } from "./_write_target.ts";

/**
 * Writes a whole file, so that at any moment there is all of the old one or all
 * of the new one under its name, whatever fails: to a temporary file beside it,
 * flushed to disk, then renamed.
 *
 * Temporary files that processes left when they died while writing this file,
 * `<name>.<UUID>.tmp`, are removed. Where the path is a symbolic link, the file
 * that it leads to is replaced.
 *
 * @param path Path of the file; its directory must be there.
 * @param bytes Its content.
 * @throws {FileError} If writing fails; what was there is then still there, or
 * all that is new if only the last flush failed, and no temporary file.
 * @throws {MissingPermissionError} If Deno was not permitted to read and write
 * the directory.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { encodeSafetensors, tensor } from "@cutedl/tensor";
 * import { writeFile } from "@cutedl/tensor/file";
 *
 * const tensors = new Map([["mean", tensor([0.13])]]);
 * await writeFile("mean.safetensors", encodeSafetensors(tensors));
 * ```
 */
export async function writeFile(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const fs = fileSystem();
  await attempt("write", path, async () => {
    await replaceFile(fs, await writeTarget(fs, path), bytes);
  });
}
