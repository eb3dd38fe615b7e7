/** What the project uses of `@std/streams/to-bytes`. */

export declare function toBytes(
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>>;
