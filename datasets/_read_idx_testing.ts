import { idxFile, TestStream } from "./_testing.ts";
import { type IdxReader, readIdx } from "./read_idx.ts";

/** Two items of one by three bytes, from 1 to 6. */
export const SMALL = idxFile("uint8", [2, 1, 3], [1, 2, 3, 4, 5, 6]);

export function open(
  bytes: Uint8Array<ArrayBuffer>,
  chunk?: number,
): Promise<IdxReader> {
  const options = chunk === undefined ? {} : { chunk };
  return readIdx(new TestStream(bytes, options).stream);
}

export async function read(
  bytes: Uint8Array<ArrayBuffer>,
  chunk?: number,
): Promise<number[]> {
  return [...await (await open(bytes, chunk)).readAll()];
}
