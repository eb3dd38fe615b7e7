import {
  type IdxArrays,
  idxDataset,
  type IdxType,
  readIdx,
} from "@cutedl/datasets";
import type { Random } from "@cutedl/tensor";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  byteValues,
  type Damaged,
  flips,
  joined,
  patched,
  splices,
  truncations,
} from "./damage.ts";

/** Bytes per element, and how to read one, by the code of its type. */
const TYPES = new Map<
  number,
  [IdxType, number, (view: DataView, at: number) => number]
>([
  [0x08, ["uint8", 1, (view, at) => view.getUint8(at)]],
  [0x09, ["int8", 1, (view, at) => view.getInt8(at)]],
  [0x0b, ["int16", 2, (view, at) => view.getInt16(at)]],
  [0x0c, ["int32", 4, (view, at) => view.getInt32(at)]],
  [0x0d, ["float32", 4, (view, at) => view.getFloat32(at)]],
  [0x0e, ["float64", 8, (view, at) => view.getFloat64(at)]],
]);
const EXTREMES = [
  0,
  1,
  2,
  255,
  256,
  65535,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
];
const UNPACKED = 2 ** 22; // bytes that any file of the campaign may hold

/** What an IDX file holds. */
export interface IdxContent {
  type: IdxType;
  shape: number[];
  elements: number[];
}

/** Writes a file of a type's code, sizes of its axes, and bytes of elements. */
export function idxFile(
  code: number,
  shape: readonly number[],
  elements: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, code);
  header.setUint8(3, shape.length);
  shape.forEach((size, axis) => header.setUint32(4 + 4 * axis, size));
  return joined(new Uint8Array(header.buffer), elements);
}

/** Reads a plain file by the format's description. */
export function parseIdx(
  bytes: Uint8Array<ArrayBuffer>,
): IdxContent | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known = TYPES.get(view.getUint8(2));
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  const isHeader = view.getUint16(0) === 0 && known !== undefined && rank > 0 &&
    bytes.length >= start;
  if (!isHeader) return undefined;
  const [type, width, read] = known;
  const shape = Array.from(
    { length: rank },
    (_, i) => view.getUint32(4 + 4 * i),
  );
  const size = shape.reduce((product, length) => product * BigInt(length), 1n);
  if (size * BigInt(width) !== BigInt(bytes.length - start)) return undefined;
  const elements = Array.from(
    { length: Number(size) },
    (_, i) => read(view, start + width * i),
  );
  return { type, shape, elements };
}

/** Reads a plain or packed file by the format's description. */
export function parsePacked(
  bytes: Uint8Array<ArrayBuffer>,
): IdxContent | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return parseIdx(bytes);
  try {
    return parseIdx(
      Uint8Array.from(gunzipSync(bytes, { maxOutputLength: UNPACKED })),
    );
  } catch {
    return undefined;
  }
}

/** A stream of the bytes in chunks of a length. */
export type Open = (
  bytes: Uint8Array<ArrayBuffer>,
  chunk: number,
) => ReadableStream<Uint8Array<ArrayBuffer>>;

/** Lets `work` read streams, each of which it must read to its end or cancel. */
export async function closing<Result>(
  work: (open: Open) => Promise<Result>,
): Promise<Result> {
  let count = 0; // of those that are open
  const open: Open = (bytes, chunk) => {
    let start = 0;
    count++;
    return new ReadableStream({
      pull(controller) {
        if (start < bytes.length) {
          controller.enqueue(bytes.slice(start, start += chunk));
          return;
        }
        count--;
        controller.close();
      },
      cancel: () => void count--,
    }, { highWaterMark: 0 });
  };
  return await work(open).finally(() => {
    if (count > 0) throw new Error(`${count} streams are left open`);
  });
}

/** Reads a file by ours. */
export async function readContent(
  bytes: Uint8Array<ArrayBuffer>,
  chunk: number,
): Promise<IdxContent> {
  return await closing(async (open) => {
    const idx = await readIdx(open(bytes, chunk));
    const { type, shape } = idx;
    const elements: IdxArrays[IdxType] = await idx.readAll();
    return { type, shape: [...shape], elements: [...elements] };
  });
}

/** A valid file of each type, and of one to four axes. */
export function validFiles(random: Random): Uint8Array<ArrayBuffer>[] {
  return [...TYPES].map(([code, [, width]], i) => {
    const shape = [3, 2, 1, 2].slice(0, 1 + i % 4);
    const size = shape.reduce((product, length) => product * length, width);
    return idxFile(
      code,
      shape,
      Uint8Array.from({ length: size }, () => random.integer(256) & 0x7e),
    );
  });
}

/** Sizes of axes at their extremes, one and all at once. */
function* sizes(bytes: Uint8Array): Generator<Damaged> {
  const rank = bytes[3]!;
  for (let axis = 0; axis <= rank; axis++) {
    for (const size of EXTREMES) {
      const field = new Uint8Array(4);
      new DataView(field.buffer).setUint32(0, size);
      let copy = Uint8Array.from(bytes);
      const axes = axis < rank
        ? [axis]
        : Array.from({ length: rank }, (_, i) => i);
      for (const each of axes) copy = patched(copy, 4 + 4 * each, field);
      yield { what: `axes ${axes} of ${size}`, bytes: copy };
    }
  }
  const many = new Uint8Array(255).fill(255); // 255 axes: their product is huge
  yield {
    what: "255 axes of 2^32 - 1",
    bytes: idxFile(8, Array(255).fill(2 ** 32 - 1), many),
  };
  yield {
    what: "255 axes of 1",
    bytes: idxFile(8, Array(255).fill(1), many.slice(0, 1)),
  };
}

/** Damages of a plain file. */
export function plainDamages(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Iterable<Damaged>[] {
  return [
    truncations(bytes),
    byteValues(bytes, 4),
    sizes(bytes),
    flips(bytes, random),
    splices(bytes, random),
  ];
}

/** Damages of a packed file, and of what is in it. */
export function packedDamages(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
): Iterable<Damaged>[] {
  const packed = Uint8Array.from(gzipSync(bytes));
  const members = function* (): Generator<Damaged> {
    const pack = (part: Uint8Array) => Uint8Array.from(gzipSync(part));
    for (let cut = 0; cut <= bytes.length; cut++) {
      const two = joined(pack(bytes.slice(0, cut)), pack(bytes.slice(cut)));
      yield { what: `two members, cut at ${cut}`, bytes: two };
    }
    const single = [...bytes].map((byte) => pack(Uint8Array.of(byte)));
    yield { what: "a member for every byte", bytes: joined(...single) };
    const empty = Array(500).fill(pack(new Uint8Array(0)));
    yield { what: "500 empty members", bytes: joined(packed, ...empty) };
    yield { what: "packed twice", bytes: pack(packed) };
  };
  const inside = function* (): Generator<Damaged> {
    for (const { what, bytes: plain } of flips(bytes, random)) {
      yield {
        what: `packed: ${what}`,
        bytes: Uint8Array.from(gzipSync(plain)),
      };
    }
  };
  return [
    truncations(packed),
    byteValues(packed, 10),
    members(),
    inside(),
    flips(packed, random),
    splices(packed, random),
  ];
}

const SIDE = 2;
const CLASSES = 3;

/** Bytes of three images of 2 × 2 pixels and of their labels. */
export const PAIR = {
  images: idxFile(
    8,
    [3, SIDE, SIDE],
    Uint8Array.from([0, 255, 9, 0, 1, 2, 3, 4, 0, 0, 7, 8]),
  ),
  labels: idxFile(8, [3], Uint8Array.of(2, 0, 1)),
};

/** Reads images and labels by the formats' description. */
export function parsePair(
  images: Uint8Array<ArrayBuffer>,
  labels: Uint8Array<ArrayBuffer>,
): unknown {
  const [inputs, targets] = [parsePacked(images), parsePacked(labels)];
  if (inputs === undefined || targets === undefined) return undefined;
  const [count, ...itemShape] = inputs.shape;
  const itemSize = itemShape.reduce((product, size) => product * size, 1);
  const isPair = count === targets.shape[0] && itemSize === SIDE * SIDE &&
    count! > 0 &&
    targets.elements.length === count &&
    inputs.elements.every(Number.isFinite) &&
    targets.elements.every((label) =>
      Number.isInteger(label) && label >= 0 && label < CLASSES
    );
  if (!isPair) return undefined;
  const scale = inputs.type === "uint8" ? Math.fround(1 / 255) : 1;
  return {
    inputs: inputs.elements.map((value) => Math.fround(value * scale)),
    labels: targets.elements,
  };
}

/** Reads images and labels by ours. */
export async function readPair(
  images: Uint8Array<ArrayBuffer>,
  labels: Uint8Array<ArrayBuffer>,
): Promise<unknown> {
  return await closing(async (open) => {
    const data = await idxDataset(
      () => open(images, 7),
      () => open(labels, 7),
      { inputShape: [SIDE * SIDE], classes: CLASSES },
    );
    const read = { inputs: [] as number[], labels: [] as number[] };
    for await (const { inputs, targets } of data.batches({ batchSize: 2 })) {
      read.inputs.push(...inputs.data);
      for (const row of targets.toArray() as number[][]) {
        read.labels.push(row.indexOf(1));
      }
    }
    return read;
  });
}
