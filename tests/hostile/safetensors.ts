import {
  decodeSafetensors,
  encodeSafetensors,
  tensor,
  zeros,
} from "@cutedl/tensor";

/** Elements of each dtype that is read: bytes of one, and its value. */
const DTYPES: Record<string, [number, (view: DataView, at: number) => number]> =
  {
    F64: [8, (view, at) => view.getFloat64(at, true)],
    F32: [4, (view, at) => view.getFloat32(at, true)],
    F16: [2, (view, at) => view.getFloat16(at, true)],
    BF16: [2, (view, at) => brain(view.getUint16(at, true))],
    I64: [8, (view, at) => Number(view.getBigInt64(at, true))],
    U64: [8, (view, at) => Number(view.getBigUint64(at, true))],
    I32: [4, (view, at) => view.getInt32(at, true)],
    U32: [4, (view, at) => view.getUint32(at, true)],
    I16: [2, (view, at) => view.getInt16(at, true)],
    U16: [2, (view, at) => view.getUint16(at, true)],
    I8: [1, (view, at) => view.getInt8(at)],
    U8: [1, (view, at) => view.getUint8(at)],
    BOOL: [1, (view, at) => view.getUint8(at)],
  };

function brain(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}

/** A valid file of three tensors, with metadata. */
export function validFile(): Uint8Array<ArrayBuffer> {
  const tensors = new Map([
    ["a", tensor([[1, 2], [3, 4]])],
    ["__proto__", tensor([5])],
    ["b", zeros([2, 0])],
  ]);
  const metadata = new Map([["format", "pt"]]);
  return Uint8Array.from(encodeSafetensors(tensors, { metadata }));
}

/** Tensors by name, by the format's description. */
export function parseSafetensors(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    if (bytes.length < 8) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getBigUint64(0, true) > BigInt(bytes.length - 8)) return undefined;
    const start = 8 + Number(view.getBigUint64(0, true));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes.subarray(8, start));
    const tensors: unknown[] = [];
    let end = 0;
    const { __metadata__: _, ...members } = JSON.parse(text);
    const entries = Object.entries<Record<string, unknown>>(members);
    const places = entries.map(([name, entry]) => {
      const [begin, end] = entry.data_offsets as number[];
      return { name, entry, begin: begin!, end: end! };
    }).toSorted((a, b) => a.begin - b.begin || a.end - b.end);
    for (const { begin, end: next } of places) {
      if (begin !== end) return undefined;
      end = next;
    }
    if (start + end !== bytes.length) return undefined;
    for (const [name, { dtype, shape, data_offsets }] of entries) {
      const [width, read] = DTYPES[dtype as string]!;
      const [begin, end] = data_offsets as number[];
      const sizes = shape as number[];
      const size = sizes.reduce((product, size) => product * size, 1);
      if (size * width !== end! - begin!) return undefined;
      const data = Array.from(
        { length: size },
        (_, i) => Math.fround(read(view, start + begin! + i * width)),
      );
      tensors.push([name, sizes, data]);
    }
    return tensors;
  } catch {
    return undefined;
  }
}

/** Tensors by name, by ours. */
export function readTensors(bytes: Uint8Array): unknown {
  return [...decodeSafetensors(bytes).tensors].map((
    [name, { shape, data }],
  ) => [name, [...shape], [...data]]);
}
