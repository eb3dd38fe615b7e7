import { assertFile } from "./_assert_file.ts";
import { codeOf } from "./_attempt.ts";
import type { FileSystem } from "./_node.ts";

/**
 * Where to write a file: where a symbolic link leads to, else under its path.
 *
 * @throws {FileError} If what is there is no file.
 */
export async function writeTarget(
  fs: FileSystem,
  path: string,
): Promise<string> {
  try {
    await assertFile("write", path, fs);
    // a plain one stays below the directory that is permitted
    const isLink = (await fs.lstat(path)).isSymbolicLink();
    return isLink ? await fs.realpath(path) : path;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return path;
  }
}
