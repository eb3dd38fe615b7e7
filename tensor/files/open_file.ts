import { assertFile } from "./_assert_file.ts";
import { attempt } from "./_attempt.ts";
import { type FileSystem, fileSystem } from "./_node.ts";

/** Options for {@linkcode openFile}. */
export interface OpenFileOptions {
  /** Bytes read at once; default 1 MiB. */
  chunkSize?: number;
}

/**
 * Opens a file to be read in chunks; it is closed at its end, on an error, or
 * when the stream is canceled. The stream is one of bytes: a reader may bring its
 * own memory, by `getReader({ mode: "byob" })`.
 *
 * @param path Path of the file.
 * @param options How much to read at once.
 * @returns Its bytes; they end in a `FileError` if reading fails.
 * @throws {FileError} If there is no such file, what is there is none, or it
 * cannot be opened.
 * @throws {MissingPermissionError} If Deno was not permitted to read it.
 * @throws {RangeError} If `chunkSize` is not a whole number of at least 1.
 * @throws {UnavailableError} If there is no file system.
 *
 * @example
 * ```ts ignore
 * import { openFile } from "@cutedl/tensor/file";
 *
 * let bytes = 0;
 * for await (const { length } of await openFile("data/big.csv")) bytes += length;
 * ```
 */
export async function openFile(
  path: string,
  options: OpenFileOptions = {},
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { chunkSize = 2 ** 20 } = options;
  if (!(Number.isSafeInteger(chunkSize) && chunkSize >= 1)) {
    throw new RangeError(
      `Cannot read ${path}: expected chunkSize to be a whole number >= 1, ` +
        `received ${chunkSize}`,
    );
  }
  const fs = fileSystem();
  const file = await attempt("read", path, async () => {
    await assertFile("read", path, fs); // opening a pipe would wait
    return await fs.open(path);
  });
  return new ReadableStream({
    type: "bytes", // so that a chunk's memory is the reader's alone
    async pull(controller) {
      let part: Uint8Array<ArrayBuffer> = new Uint8Array(0);
      try {
        part = await attempt("read", path, () => readPart(file, chunkSize));
      } finally {
        if (part.length === 0) await file.close();
      }
      if (part.length > 0) {
        controller.enqueue(part);
        return;
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => file.close(),
  });
}

type FileHandle = Awaited<ReturnType<FileSystem["open"]>>;

/** Reads the next bytes of a file; none at its end. */
async function readPart(
  file: FileHandle,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, null);
  return buffer.subarray(0, bytesRead);
}
