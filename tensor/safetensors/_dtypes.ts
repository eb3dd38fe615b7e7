import { bytesOf } from "./_bytes_of.ts";

/** A type of elements, and how they become float32. */
export interface Dtype {
  /** Bytes of an element. */
  readonly width: number;

  /**
   * Decodes little-endian elements into `outputs`.
   *
   * @returns The first element that float32 does not hold, or `undefined`.
   */
  decode(bytes: DataView, outputs: Float32Array): Misfit | undefined;
}

/** An element that is not as it has to be. */
export interface Misfit {
  readonly expected: string;
  readonly received: number | bigint;
  /** Index of the element. */
  readonly at: number;
}

type Read<Value> = (bytes: DataView, offset: number) => Value;

/** Types of elements that can be read, by the names that the format gives. */
export const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ["F32", { width: 4, decode: copy }],
  ["F64", rounded(8, (bytes, offset) => bytes.getFloat64(offset, true))],
  ["F16", patterns(2, (bytes, offset) => widen(bytes.getUint16(offset, true)))],
  ["BF16", patterns(2, (bytes, offset) => bytes.getUint16(offset, true) << 16)],
  ["U8", exact(1, (bytes, offset) => bytes.getUint8(offset))],
  ["I8", exact(1, (bytes, offset) => bytes.getInt8(offset))],
  ["U16", exact(2, (bytes, offset) => bytes.getUint16(offset, true))],
  ["I16", exact(2, (bytes, offset) => bytes.getInt16(offset, true))],
  ["U32", exact(4, (bytes, offset) => bytes.getUint32(offset, true))],
  ["I32", exact(4, (bytes, offset) => bytes.getInt32(offset, true))],
  ["U64", exact(8, (bytes, offset) => bytes.getBigUint64(offset, true))],
  ["I64", exact(8, (bytes, offset) => bytes.getBigInt64(offset, true))],
  ["BOOL", { width: 1, decode: decodeBooleans }],
]);

function copy(bytes: DataView, outputs: Float32Array): undefined {
  const { buffer, byteOffset, byteLength } = bytes;
  bytesOf(outputs).set(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Elements whose bits become those of a float32, NaN as it is. */
function patterns(width: number, read: Read<number>): Dtype {
  return {
    width,
    decode(bytes, { buffer, byteOffset, length }) {
      const outputs = new Uint32Array(buffer, byteOffset, length);
      for (let i = 0; i < length; i++) outputs[i] = read(bytes, i * width);
      return undefined;
    },
  };
}

/** Elements that become the nearest float32. */
function rounded(width: number, read: Read<number>): Dtype {
  return {
    width,
    decode(bytes, outputs) {
      for (let i = 0; i < outputs.length; i++) {
        outputs[i] = read(bytes, i * width);
      }
      return undefined;
    },
  };
}

/** Whole numbers, as long as float32 holds them. */
function exact(width: number, read: Read<number | bigint>): Dtype {
  return {
    width,
    decode(bytes, outputs) {
      for (let i = 0; i < outputs.length; i++) {
        const value = read(bytes, i * width);
        const float = Math.fround(Number(value));
        if ((typeof value === "bigint" ? BigInt(float) : float) !== value) {
          const expected = "whole numbers that float32 holds exactly";
          return { expected, received: value, at: i };
        }
        outputs[i] = float;
      }
      return undefined;
    },
  };
}

function decodeBooleans(
  bytes: DataView,
  outputs: Float32Array,
): Misfit | undefined {
  for (let i = 0; i < outputs.length; i++) {
    const received = bytes.getUint8(i);
    if (received > 1) return { expected: "bytes 0 or 1", received, at: i };
    outputs[i] = received;
  }
  return undefined;
}

/** Widens the bits of a float16 to those of the same float32. */
function widen(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21; // of a subnormal, to a leading one
  const normalized = (fraction << shift) & 0x3ff;
  return sign | ((113 - shift) << 23) | (normalized << 13);
}
