import type { FileSystem } from "./_node.ts";
import { FileError } from "./file_error.ts";

/** Refuses what is there and is no file. */
export async function assertFile(
  access: "read" | "write",
  path: string,
  fs: FileSystem,
): Promise<void> {
  const stats = await fs.stat(path);
  if (stats.isFile()) return;
  const code = stats.isDirectory() ? "EISDIR" : "ENOTSUP";
  throw new FileError({ access, path, code });
}
