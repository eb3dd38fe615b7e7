import type { Tensor } from "../tensor.ts";

/** A file of a header and data, written by the format's description. */
export function file(
  header: string | Uint8Array,
  data: ArrayLike<number> = [],
): Uint8Array<ArrayBuffer> {
  const text = typeof header === "string"
    ? new TextEncoder().encode(header)
    : header;
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A file with one tensor of one axis, `a`. */
export function one(
  dtype: string,
  data: readonly number[],
  size: number,
): Uint8Array<ArrayBuffer> {
  const info = `{"dtype":"${dtype}","shape":[${size}],` +
    `"data_offsets":[0,${data.length}]}`;
  return file(`{"a":${info}}`, data);
}

/** The bits of the elements. */
export function bitsOf({ data }: Tensor): number[] {
  return [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
}
