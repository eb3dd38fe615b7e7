import { formatShape } from "../shape_error.ts";
import { DTYPES } from "./_dtypes.ts";
import { CUT, type Fail } from "./_fail.ts";
import { HeaderReader } from "./_header_reader.ts";
import { AXES_LIMIT, HEADER_LIMIT, LENGTH_BYTES } from "./_limits.ts";
import { formatText } from "../format_text.ts";

/** What a header tells of a tensor. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly size: number;
  /** First byte in the data. */
  readonly begin: number;
  /** The byte after its last. */
  readonly end: number;
}

/** What a header tells. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where in the file the data begins. */
  readonly dataStart: number;
}

/**
 * Reads the header of a file; refuses one that is not true of the data.
 *
 * @param bytes The file, at least to the end of its header.
 * @param size Bytes of the whole file.
 */
export function readHeader(
  bytes: Uint8Array,
  size: number,
  fail: Fail,
): Header {
  const dataStart = headerEnd(bytes, size, fail);
  const reader = new HeaderReader(bytes, {
    start: LENGTH_BYTES,
    end: dataStart,
    fail,
  });
  const entries: Entry[] = [];
  const metadata = new Map<string, string>();
  reader.object((key) => {
    if (key === "__metadata__") {
      reader.object((name) => metadata.set(name, reader.string()));
    } else {
      entries.push(readEntry(key, reader, fail));
    }
  });
  reader.finish();
  assertLayout(entries, size - dataStart, fail);
  return { entries, metadata, dataStart };
}

/**
 * Tells where the header ends.
 *
 * @param bytes The file, at least its first eight bytes if it has them.
 * @param size Bytes of the whole file.
 */
export function headerEnd(bytes: Uint8Array, size: number, fail: Fail): number {
  const rest = size - LENGTH_BYTES;
  if (rest < 0) fail("8 bytes with the length of the header", `${size}`, CUT);
  const length = new DataView(bytes.buffer, bytes.byteOffset)
    .getBigUint64(0, true);
  if (length > HEADER_LIMIT) {
    const isZip = [0x50, 0x4b, 3, 4].every((byte, i) => byte === bytes[i]);
    fail(
      `a header of at most ${HEADER_LIMIT} bytes`,
      isZip ? "a zip archive" : `one of ${length}`,
      {
        remedy: isZip
          ? "let PyTorch write it with safetensors.torch"
          : "it is damaged, or no safetensors file: choose another",
      },
    );
  }
  if (length > rest) fail(`a header of ${length} bytes`, `${rest}`, CUT);
  return LENGTH_BYTES + Number(length);
}

function readEntry(name: string, reader: HeaderReader, fail: Fail): Entry {
  const title = `tensor ${formatText(name)}`;
  let dtype: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  reader.object((key) => {
    if (key === "dtype") dtype = reader.string();
    else if (key === "shape") shape = reader.wholeNumbers(AXES_LIMIT);
    else if (key === "data_offsets") offsets = reader.wholeNumbers(2);
    else fail(`dtype, shape and data_offsets of ${title}`, formatText(key));
  });
  dtype ??= fail(`a dtype of ${title}`, "none");
  shape ??= fail(`a shape of ${title}`, "none");
  offsets ??= fail(`data_offsets of ${title}`, "none");
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined) {
    fail(`two data_offsets of ${title}`, formatShape(offsets));
  }

  const { width } = DTYPES.get(dtype) ?? fail(
    `a dtype of ${title} among ${[...DTYPES.keys()].join(", ")}`,
    formatText(dtype),
    { remedy: "convert the tensor where it was written" },
  );
  const size = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(size)) {
    fail(`fewer than 2^53 elements of ${title}`, formatShape(shape));
  }
  if (end - begin !== size * width) {
    fail(
      `data_offsets of ${title} with ${size * width} bytes between, for ` +
        `${dtype} ${formatShape(shape)}`,
      formatShape(offsets),
    );
  }
  return { name, dtype, shape, size, begin, end };
}

/** Refuses tensors that overlap, or leave a part of the data out. */
function assertLayout(
  entries: readonly Entry[],
  length: number,
  fail: Fail,
): void {
  let before: Entry | undefined;
  const byPlace = (a: Entry, b: Entry) => a.begin - b.begin || a.end - b.end;
  for (const entry of entries.toSorted(byPlace)) {
    const expected = before?.end ?? 0;
    if (entry.begin !== expected) {
      fail(
        `tensor ${
          formatText(entry.name)
        } to begin at byte ${expected} of the data` +
          (before === undefined
            ? ""
            : `, where ${formatText(before.name)} ends`),
        `${entry.begin}`,
      );
    }
    before = entry;
  }
  const end = before?.end ?? 0;
  if (end !== length) {
    const options = end > length ? CUT : {};
    fail(`${end} bytes of data after the header`, `${length}`, options);
  }
}
