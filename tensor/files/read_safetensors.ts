import { allocate } from "../safetensors/_allocate.ts";
import { CUT, type Fail, failing } from "../safetensors/_fail.ts";
import { LENGTH_BYTES } from "../safetensors/_limits.ts";
import { headerEnd, readHeader } from "../safetensors/_read_header.ts";
import {
  decodeSafetensors,
  type Safetensors,
} from "../safetensors/decode_safetensors.ts";
import { assertFile } from "./_assert_file.ts";
import { attempt } from "./_attempt.ts";
import { type FileSystem, fileSystem } from "./_node.ts";

type FileHandle = Awaited<ReturnType<FileSystem["open"]>>;

const MOST = 2 ** 30; // bytes that all systems read at once

/**
 * Reads a safetensors file, as `decodeSafetensors` does its bytes; before the
 * data is read, its header is.
 *
 * @param path Path of the file.
 * @returns Its tensors and metadata.
 * @throws {SafetensorsError} If it is damaged, of another format, or has
 * elements that float32 does not hold.
 * @throws {FileError} If there is no such file, or reading fails.
 * @throws {MissingPermissionError} If Deno was not permitted to read it.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { readSafetensors } from "@cutedl/tensor/file";
 *
 * const { tensors } = await readSafetensors("model.safetensors");
 * ```
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const fs = fileSystem();
  const bytes = await attempt("read", path, async () => {
    await assertFile("read", path, fs); // opening a pipe would wait
    const file = await fs.open(path, "r");
    try {
      return await readWhole(file, path);
    } finally {
      await file.close();
    }
  });
  return decodeSafetensors(bytes, { name: path });
}

/** Reads the whole file, unless its header is wrong. */
async function readWhole(file: FileHandle, path: string): Promise<Uint8Array> {
  const fail = failing(path);
  const { size } = await file.stat();
  const length = await readStart(file, Math.min(size, LENGTH_BYTES), fail);
  const end = headerEnd(length, size, fail);
  readHeader(await readStart(file, end, fail), size, fail);
  return await readStart(file, size, fail);
}

/** Reads so many bytes from the start. */
async function readStart(
  file: FileHandle,
  size: number,
  fail: Fail,
): Promise<Uint8Array> {
  const bytes = allocate(Uint8Array, size, {
    what: `its first ${size} bytes`,
    fail,
  });
  let end = 0;
  while (end < size) {
    const most = Math.min(size - end, MOST);
    const { bytesRead } = await file.read(bytes, end, most, end);
    if (bytesRead === 0) fail(`${size} bytes`, `${end}`, CUT); // cut meanwhile
    end += bytesRead;
  }
  return bytes;
}
