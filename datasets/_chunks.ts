/** A chunk of bytes. */
export type Chunk = Uint8Array<ArrayBuffer>;

/** Chunks of bytes as they arrive, and how to stop them. */
export interface Chunks extends AsyncIterable<Chunk> {
  /** Whether nobody else has their memory, so that it may be released. */
  readonly areOwned: boolean;
  /** Stops the source, even while it is being waited for; never rejects. */
  cancel(): Promise<void>;
}

/**
 * Frees the memory of a chunk that is used up, at once where the runtime can:
 * until its collector runs, V8 holds some 60 MB of such arrays. The parts of an
 * array are used up in order, the one at its end as the last.
 */
export function release({ buffer, byteOffset, length }: Chunk): void {
  if (byteOffset + length === buffer.byteLength) buffer.transfer?.(0);
}

/** Takes the chunks of a stream, which stays locked. */
export function chunksOf(stream: ReadableStream<Uint8Array>): Chunks {
  const areOwned = takesMemory(stream);
  const reader = stream.getReader();
  return {
    areOwned,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        if (!(value instanceof Uint8Array)) {
          throw new TypeError(
            "Cannot read stream: expected chunks of bytes, each a Uint8Array, " +
              `received ${typeof value}`,
          );
        }
        // Not a Node Buffer, whose slice() does not copy.
        yield new Uint8Array(
          value.buffer as ArrayBuffer,
          value.byteOffset,
          value.length,
        );
      }
    },
    cancel: () => reader.cancel().catch(() => {}), // a failed stream is stopped
  };
}

/**
 * Whether who gives a chunk to a stream loses its memory: one of `type: "bytes"`
 * takes it, but not in Bun.
 */
function takesMemory(stream: ReadableStream): boolean {
  try {
    stream.getReader({ mode: "byob" }).releaseLock();
  } catch {
    return false; // a stream of another type
  }
  const chunk = new Uint8Array(1);
  new ReadableStream({
    type: "bytes",
    start: (controller) => controller.enqueue(chunk),
  });
  return chunk.length === 0;
}

/** Makes a stream of chunks. */
export function streamOf(chunks: Chunks): ReadableStream<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => chunks.cancel(),
  }, { highWaterMark: 0 });
}

/** Shows each chunk to a function as it passes. */
export function tapped(
  chunks: Chunks,
  onChunk: (chunk: Chunk) => void,
): Chunks {
  return {
    areOwned: chunks.areOwned,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of chunks) {
        onChunk(chunk);
        yield chunk;
      }
    },
    cancel: () => chunks.cancel(),
  };
}

/** Gives bytes that are there already as one chunk. */
export function oneChunk(bytes: Chunk): Chunks {
  return {
    areOwned: false,
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
    cancel: () => Promise.resolve(),
  };
}
