import { openFile } from "@cutedl/tensor/file";

/** Whether a file can be read, and is these bytes. */
export async function fileHolds(
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  let end = 0;
  try {
    for await (const chunk of await openFile(path)) {
      if (!chunk.every((byte, i) => byte === bytes[end + i])) return false;
      end += chunk.length;
    }
  } catch {
    return false;
  }
  return end === bytes.length;
}
