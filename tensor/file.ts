/**
 * Files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Keep tensors
 * ```ts ignore
 * import {
 *   decodeSafetensors,
 *   encodeSafetensors,
 *   tensor,
 * } from "@cutedl/tensor";
 * import { readFile, writeFile } from "@cutedl/tensor/file";
 *
 * const path = "mean.safetensors";
 * const tensors = new Map([["mean", tensor([0.13])]]);
 * await writeFile(path, encodeSafetensors(tensors));
 * const kept = decodeSafetensors(await readFile(path), { name: path });
 * ```
 *
 * @module
 */
import { attempt, codeOf } from "./files/_attempt.ts";
import { type FileSystem, fileSystem } from "./files/_node.ts";
import { replaceFile } from "./files/_replace_file.ts";
import { FileError } from "./files/file_error.ts";

export * from "./files/file_error.ts";
export * from "./files/make_directory.ts";
export * from "./files/missing_permission_error.ts";
export * from "./files/open_file.ts";
export * from "./files/permission_flag.ts";
export * from "./files/unavailable_error.ts";

/**
 * Reads a whole file.
 *
 * @param path Path of the file.
 * @returns Its bytes.
 * @throws {FileError} If there is no such file, or reading fails.
 * @throws {MissingPermissionError} If Deno was not permitted to read it.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { decodeSafetensors } from "@cutedl/tensor";
 * import { readFile } from "@cutedl/tensor/file";
 *
 * const bytes = await readFile("model.safetensors");
 * const { tensors } = decodeSafetensors(bytes);
 * ```
 */
export async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const fs = fileSystem();
  return await attempt("read", path, async () => {
    await assertFile("read", path, fs);
    const bytes = await fs.readFile(path);
    const buffer = bytes.buffer as ArrayBuffer;
    return new Uint8Array(buffer, bytes.byteOffset, bytes.length);
  });
}

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
 * @throws {FileError} If writing fails; what was there is then still there, and
 * no temporary file.
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
    let target = path;
    try {
      await assertFile("write", path, fs);
      target = await fs.realpath(path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
    await replaceFile(fs, target, bytes);
  });
}

/** Refuses what is there and is no file. */
async function assertFile(
  access: "read" | "write",
  path: string,
  fs: FileSystem,
): Promise<void> {
  const stats = await fs.stat(path);
  if (stats.isFile()) return;
  const code = stats.isDirectory() ? "EISDIR" : "ENOTSUP";
  throw new FileError({ access, path, code });
}
