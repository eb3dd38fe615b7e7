import { builtin } from "./_builtin.ts";
import {
  type Chunk,
  type Chunks,
  chunksOf,
  release,
  streamOf,
} from "./_chunks.ts";
import { IdxError } from "./idx_error.ts";

const CHUNK = 2 ** 18; // bytes unpacked at once; the fastest of 2^14 to 2^20

/** How to unpack gzip. */
export interface GunzipOptions {
  /** Name of the file in errors. */
  name: string;
  /** Whether to leave out Node's zlib where there is one; default `false`. */
  webOnly?: boolean;
}

/**
 * Unpacks gzip: by Node's zlib where there is one, which reads files of several
 * members, too, else by `DecompressionStream`, which refuses a second member.
 *
 * Errors of the source pass through; damage is an {@linkcode IdxError}.
 */
export function gunzip(compressed: Chunks, options: GunzipOptions): Chunks {
  const { name, webOnly = false } = options;
  const zlib = webOnly ? undefined : builtin("node:zlib");
  const stream = webOnly ? undefined : builtin("node:stream");

  let failure: { error: unknown } | undefined; // of the source itself
  let received = 0;
  const source: Chunks = {
    areOwned: compressed.areOwned,
    async *[Symbol.asyncIterator]() {
      try {
        for await (const chunk of compressed) {
          received += chunk.length;
          yield chunk;
        }
      } catch (error) {
        failure = { error };
        throw error;
      }
    },
    cancel: () => compressed.cancel(),
  };
  const damage = (received: string, cause?: unknown) =>
    new IdxError({
      name,
      expected: "whole gzip data",
      received,
      remedy: zlib
        ? "download or copy the file again"
        : "download or copy the file again, or unpack it if it has several " +
          "gzip members, which this runtime cannot read",
      cause,
    });

  async function* unpack(): AsyncGenerator<Chunk> {
    if (zlib === undefined || stream === undefined) {
      const unpacker = new DecompressionStream("gzip");
      yield* chunksOf(streamOf(source).pipeThrough(unpacker));
      return;
    }
    const unpacker = zlib.createGunzip({ chunkSize: CHUNK });
    const packed = releasing(source, () => unpacker.writableLength === 0);
    // Errors arrive by the iteration; the callback must only be there.
    const unpacked = stream.pipeline(packed, unpacker, () => {});
    for await (const { buffer, byteOffset, length } of unpacked) {
      yield new Uint8Array(buffer, byteOffset, length); // a Buffer no more
    }
    const trailing = received - unpacker.bytesWritten;
    if (trailing > 0) throw damage("bytes after its end");
  }

  return {
    areOwned: true,
    async *[Symbol.asyncIterator]() {
      try {
        yield* unpack();
      } catch (error) {
        if (failure !== undefined) throw failure.error;
        if (error instanceof IdxError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw damage(`damaged data (${reason})`, error);
      }
    },
    cancel: () => compressed.cancel(),
  };
}

/** Releases chunks that nobody else has, once all that were given are used. */
async function* releasing(
  chunks: Chunks,
  areUsed: () => boolean,
): AsyncGenerator<Chunk, void, void> {
  let given: Chunk[] = [];
  for await (const chunk of chunks) {
    yield chunk;
    given.push(chunk);
    if (!areUsed()) continue;
    if (chunks.areOwned) given.forEach(release);
    given = [];
  }
}
