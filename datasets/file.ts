/**
 * Files, where there is a file system: in Deno, Node and Bun.
 *
 * @example Train from files larger than memory
 * ```ts ignore
 * import { idxDataset } from "@cutedl/datasets";
 * import { openFile } from "@cutedl/datasets/file";
 *
 * const train = await idxDataset(
 *   () => openFile("data/mnist/train-images-idx3-ubyte.gz"),
 *   () => openFile("data/mnist/train-labels-idx1-ubyte.gz"),
 *   { classes: 10 },
 * );
 * ```
 *
 * @module
 */
import { dirname } from "@std/path/dirname";
import { builtin } from "./_builtin.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";
import { permissionFlag } from "./permission_flag.ts";

const CHUNK = 2 ** 18; // bytes

/**
 * Opens a file to be read in chunks; it is closed at its end, on an error, or
 * when the stream is canceled.
 *
 * @param path Path of the file.
 * @returns Its bytes.
 * @throws {MissingPermissionError} If the file may not be read.
 * @throws {Error} If there is no such file, or no file system.
 *
 * @example
 * ```ts ignore
 * import { readIdx } from "@cutedl/datasets";
 * import { openFile } from "@cutedl/datasets/file";
 *
 * const path = "data/mnist/t10k-images-idx3-ubyte.gz";
 * const { shape } = await readIdx(await openFile(path), { name: path });
 * ```
 */
export async function openFile(
  path: string,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { open } = fileSystem();
  const file = await permitted("read", path, () => open(path));
  return new ReadableStream({
    async pull(controller) {
      try {
        const buffer = new Uint8Array(CHUNK);
        const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
        if (bytesRead > 0) {
          controller.enqueue(buffer.subarray(0, bytesRead));
          return;
        }
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
      controller.close();
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}

/**
 * Reads a whole file.
 *
 * @param path Path of the file.
 * @returns Its bytes, or `undefined` if there is no such file.
 * @throws {MissingPermissionError} If the file may not be read.
 * @throws {Error} If reading fails, or there is no file system.
 *
 * @example
 * ```ts ignore
 * import { readFile } from "@cutedl/datasets/file";
 *
 * const bytes = await readFile("data/mnist/t10k-labels-idx1-ubyte.gz");
 * ```
 */
export async function readFile(
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const fs = fileSystem();
  try {
    const bytes = await permitted("read", path, () => fs.readFile(path));
    const buffer = bytes.buffer as ArrayBuffer;
    return new Uint8Array(buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    if (["ENOENT", "EISDIR"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/**
 * Makes a directory, with those above it, if it is not there.
 *
 * @param path Path of the directory.
 * @throws {MissingPermissionError} If it may not be written.
 * @throws {Error} If making it fails, or there is no file system.
 *
 * @example
 * ```ts ignore
 * import { makeDirectory } from "@cutedl/datasets/file";
 *
 * await makeDirectory("data/mnist");
 * ```
 */
export async function makeDirectory(path: string): Promise<void> {
  const { mkdir } = fileSystem();
  const work = () => mkdir(path, { recursive: true });
  await permitted("write", path, work, path);
}

/**
 * Writes a whole file, so that there is all of it or nothing under its name: to
 * a temporary file beside it, flushed to disk, then renamed.
 *
 * @param path Path of the file; one that is there is replaced.
 * @param bytes Its content.
 * @throws {MissingPermissionError} If the file may not be written.
 * @throws {Error} If writing fails, or there is no file system; what was there
 * is then still there, and no temporary file.
 *
 * @example
 * ```ts ignore
 * import { writeFile } from "@cutedl/datasets/file";
 *
 * await writeFile("labels.bin", new Uint8Array([7, 2, 1]));
 * ```
 */
export async function writeFile(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const fs = fileSystem();
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  await permitted("write", path, async () => {
    try {
      const file = await fs.open(temporary, "wx");
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await fs.rename(temporary, path);
    } catch (error) {
      await fs.rm(temporary, { force: true }).catch(() => {});
      throw error; // the first one tells more
    }
  });
}

function fileSystem(): typeof import("node:fs").promises {
  const fs = builtin("node:fs");
  if (fs !== undefined) return fs.promises;
  throw new Error(
    "Cannot use files: expected a file system as in Deno, Node or Bun, " +
      "received none: fetch the bytes and give their stream to readIdx()",
  );
}

/** Names the flag that a failure for want of a permission needs. */
async function permitted<Result>(
  access: "read" | "write",
  path: string,
  work: () => Promise<Result>,
  directory: string = dirname(path),
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && error.name === "NotCapable")) throw error;
    const flag = permissionFlag(access, directory);
    throw new MissingPermissionError(`${access} ${path}`, flag, {
      cause: error,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
