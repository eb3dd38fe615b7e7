import { assertFile } from "./_assert_file.ts";
import { attempt } from "./_attempt.ts";
import { fileSystem } from "./_node.ts";
import { writeFile } from "./write_file.ts";

/**
 * Copies a whole file, which is replaced whole or not at all as by `writeFile`.
 *
 * @param source Path of the file.
 * @param target Path of the copy; its directory must be there.
 * @throws {FileError} If there is no such file, or reading or writing fails.
 * @throws {MissingPermissionError} If Deno was not permitted to.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { copyFile } from "@cutedl/tensor/file";
 *
 * await copyFile("last.safetensors", "best.safetensors");
 * ```
 */
export async function copyFile(source: string, target: string): Promise<void> {
  const fs = fileSystem();
  const bytes = await attempt("read", source, async () => {
    await assertFile("read", source, fs); // opening a pipe would wait
    return await fs.readFile(source);
  });
  await writeFile(target, bytes);
}
