/** A chunk of bytes. */
export type Chunk = Uint8Array<ArrayBuffer>;

/** Chunks of bytes as they arrive, and how to stop them. */
export interface Chunks extends AsyncIterable<Chunk> {
  /** Stops the source, even while it is being waited for; never rejects. */
  cancel(): Promise<void>;
}

/** Takes the chunks of a stream, which stays locked. */
export function chunksOf(stream: ReadableStream<Uint8Array>): Chunks {
  const reader = stream.getReader();
  return {
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
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
    cancel: () => Promise.resolve(),
  };
}
