import { join } from "@std/path/join";
import { gzip, idxFile } from "./_testing.ts";

export const TRAIN_IMAGES = "train-images-idx3-ubyte";
export const TRAIN_LABELS = "train-labels-idx1-ubyte";
export const TEST_IMAGES = "t10k-images-idx3-ubyte";
export const TEST_LABELS = "t10k-labels-idx1-ubyte";

/** A file of bytes that start with `values` and go on with zeros. */
export function file(
  shape: readonly number[],
  values: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const header = idxFile("uint8", shape, values);
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(header.length - values.length + size);
  bytes.set(header);
  return bytes;
}

const PIXELS = Array.from({ length: 2 * 784 }, (_, i) => i % 256);
export const PLAIN = {
  [TRAIN_IMAGES]: file([60_000, 28, 28], PIXELS),
  [TRAIN_LABELS]: file([60_000], [9, 0, 4]),
  [TEST_IMAGES]: file([10_000, 28, 28]),
  [TEST_LABELS]: file([10_000], [1, 2]),
};
export const PACKED = new Map<string, Uint8Array<ArrayBuffer>>();
for (const [name, bytes] of Object.entries(PLAIN)) {
  PACKED.set(`${name}.gz`, await gzip(bytes));
}

/** A mirror that refuses everything. */
export const NOWHERE = ["http://127.0.0.1:1/"];

type Changes = Record<string, Uint8Array | undefined>;

/** Writes four packed files of MNIST's shapes, with changes. */
export async function writeSet(
  directory: string,
  changes: Changes = {},
): Promise<void> {
  const files = { ...Object.fromEntries(PACKED), ...changes };
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes) await Deno.writeFile(join(directory, name), bytes);
  }
}
