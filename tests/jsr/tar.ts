const BLOCK = 512; // bytes
const decoder = new TextDecoder();

/**
 * Reads the files of a tar archive, in the ustar format that `deno publish`
 * writes.
 *
 * @returns Contents by path; folders are left out.
 * @throws {TypeError} If an entry is neither a file nor a folder.
 */
export function readTar(
  archive: Uint8Array<ArrayBuffer>,
): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0;) {
    const field = (start: number, length: number): string =>
      decoder.decode(archive.subarray(at + start, at + start + length))
        .replace(/[\0 ].*$/s, "");
    const prefix = field(345, 155);
    const path = (prefix === "" ? "" : `${prefix}/`) + field(0, 100);
    const size = parseInt(field(124, 12), 8);
    const type = field(156, 1);
    at += BLOCK;
    if (type === "" || type === "0") {
      files.set(path, archive.slice(at, at + size));
    } else if (type !== "5") {
      throw new TypeError(
        `Cannot read tar archive: expected files and folders, received ${path} ` +
          `of type ${type}`,
      );
    }
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
