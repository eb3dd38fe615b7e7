import { allocate } from "./_allocate.ts";
import type { IdxArrays, IdxType } from "./read_idx.ts";

/** Makes elements of big-endian bytes; bytes become a view, not a copy. */
export function decodeElements<Type extends IdxType>(
  bytes: Uint8Array,
  type: Type,
): IdxArrays[Type] {
  return DECODERS[type](bytes) as IdxArrays[Type];
}

type Decoder = (bytes: Uint8Array) => IdxArrays[IdxType];

const DECODERS: Record<IdxType, Decoder> = {
  uint8: (bytes) => bytes,
  int8: ({ buffer, byteOffset, length }) =>
    new Int8Array(buffer, byteOffset, length),
  int16: (bytes) => {
    const { view, elements } = places(bytes, Int16Array);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getInt16(2 * i);
    }
    return elements;
  },
  int32: (bytes) => {
    const { view, elements } = places(bytes, Int32Array);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getInt32(4 * i);
    }
    return elements;
  },
  float32: (bytes) => {
    const { view, elements } = places(bytes, Float32Array);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getFloat32(4 * i);
    }
    return elements;
  },
  float64: (bytes) => {
    const { view, elements } = places(bytes, Float64Array);
    for (let i = 0; i < elements.length; i++) {
      elements[i] = view.getFloat64(8 * i);
    }
    return elements;
  },
};

function places<Elements>(bytes: Uint8Array, type: {
  new (length: number): Elements;
  readonly BYTES_PER_ELEMENT: number;
}): { view: DataView; elements: Elements } {
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    elements: allocate(type, bytes.length / type.BYTES_PER_ELEMENT),
  };
}
