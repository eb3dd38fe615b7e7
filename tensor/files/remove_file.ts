import { assertFile } from "./_assert_file.ts";
import { attempt, codeOf } from "./_attempt.ts";
import { fileSystem } from "./_node.ts";

/**
 * Removes a file, if it is there.
 *
 * @param path Path of the file.
 * @throws {FileError} If it cannot be removed.
 * @throws {MissingPermissionError} If Deno was not permitted to write it.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { removeFile } from "@cutedl/tensor/file";
 *
 * await removeFile("old.safetensors");
 * ```
 */
export async function removeFile(path: string): Promise<void> {
  const fs = fileSystem();
  await attempt("write", path, async () => {
    try {
      await assertFile("write", path, fs); // Deno unlinks directories as well
      await fs.unlink(path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
  });
}
