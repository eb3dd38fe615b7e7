import { allocate } from "./_allocate.ts";
import type { IdxArrays, IdxType } from "./read_idx.ts";

/**
 * Makes elements of big-endian bytes; bytes become a view, not a copy. Others
 * go to the front of `memory` where they find place there, else to a new array.
 */
export function decodeElements<Type extends IdxType>(
  bytes: Uint8Array,
  type: Type,
  memory?: IdxArrays[Type],
): IdxArrays[Type] {
  return DECODERS[type](bytes, memory) as IdxArrays[Type];
}

type Decoder = (
  bytes: Uint8Array,
  memory?: IdxArrays[IdxType],
) => IdxArrays[IdxType];

const DECODERS: Record<IdxType, Decoder> = {
  uint8: (bytes) => bytes,
  int8: ({ buffer, byteOffset, length }) =>
    new Int8Array(buffer, byteOffset, length),
  int16: (bytes, memory) => {
    const { view, elements } = places(bytes, Int16Array, memory);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getInt16(2 * i);
    }
    return elements;
  },
  int32: (bytes, memory) => {
    const { view, elements } = places(bytes, Int32Array, memory);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getInt32(4 * i);
    }
    return elements;
  },
  float32: (bytes, memory) => {
    const { view, elements } = places(bytes, Float32Array, memory);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getFloat32(4 * i);
    }
    return elements;
  },
  float64: (bytes, memory) => {
    const { view, elements } = places(bytes, Float64Array, memory);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getFloat64(8 * i);
    }
    return elements;
  },
};

interface ArrayType<Elements> {
  new (length: number): Elements;
  readonly BYTES_PER_ELEMENT: number;
}

function places<Elements extends IdxArrays[IdxType]>(
  bytes: Uint8Array,
  type: ArrayType<Elements>,
  memory: IdxArrays[IdxType] | undefined,
): { view: DataView; elements: Elements } {
  const length = bytes.length / type.BYTES_PER_ELEMENT;
  const isEnough = memory instanceof type && memory.length >= length;
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    elements: isEnough
      ? memory.subarray(0, length) as Elements
      : allocate(type, length),
  };
}
