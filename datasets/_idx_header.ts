import type { IdxType } from "./read_idx.ts";
import type { ByteReader } from "./_byte_reader.ts";
import { IdxError } from "./idx_error.ts";

/** What the header of an IDX file says. */
export interface IdxHeader {
  type: IdxType;
  shape: readonly number[];
  /** Bytes of the header. */
  headerBytes: number;
  /** Bytes of one item: an index of the first axis. */
  itemBytes: number;
}

const TYPES: Record<IdxType, { code: number; bytes: number }> = {
  uint8: { code: 0x08, bytes: 1 },
  int8: { code: 0x09, bytes: 1 },
  int16: { code: 0x0b, bytes: 2 },
  int32: { code: 0x0c, bytes: 4 },
  float32: { code: 0x0d, bytes: 4 },
  float64: { code: 0x0e, bytes: 8 },
};

/** Reads the header: two zeros, type, rank, and a big-endian size per axis. */
export async function readIdxHeader(
  reader: ByteReader,
  name: string,
): Promise<IdxHeader> {
  const start = await reader.peek(4);
  if (start.length < 4 || start[0] !== 0 || start[1] !== 0) {
    throw wrongStart(await reader.peek(64), name);
  }
  const [, , code, rank] = await reader.read(4);
  const known = Object.entries(TYPES).find(([, type]) => type.code === code);
  if (known === undefined) {
    const types = Object.entries(TYPES)
      .map(([type, { code }]) => `${hex(code)} (${type})`);
    throw new IdxError({
      name,
      expected: `an element type of ${types.join(", ")}`,
      received: hex(code!),
      remedy: "check that it is an IDX file, or copy it again",
    });
  }
  if (rank === 0) {
    throw new IdxError({
      name,
      expected: "a rank of at least 1",
      received: "rank 0",
      remedy: "check that it is an IDX file, or copy it again",
    });
  }

  const sizes = await reader.read(4 * rank!);
  if (sizes.length < 4 * rank!) {
    throw new IdxError({
      name,
      expected: `a header of ${4 + 4 * rank!} bytes`,
      received: `${4 + sizes.length} bytes`,
      remedy: "the file is cut, so copy or download it again",
    });
  }
  const view = new DataView(sizes.buffer, sizes.byteOffset);
  const shape = Array.from({ length: rank! }, (_, i) => view.getUint32(4 * i));
  if (shape.indexOf(0, 1) > 0) {
    throw new IdxError({
      name,
      expected: "items of at least one element",
      received: `shape [${shape.join(", ")}]`,
      remedy: "check that it is an IDX file, or copy it again",
    });
  }

  const [type, { bytes }] = known as [IdxType, { bytes: number }];
  const itemBytes = shape.slice(1).reduce((product, n) => product * n, bytes);
  if (!Number.isSafeInteger(itemBytes * Math.max(1, shape[0]!))) {
    throw new IdxError({
      name,
      expected: "fewer than 2^53 bytes",
      received: `shape [${shape.join(", ")}] of ${type}`,
      remedy: "check that it is an IDX file, or copy it again",
    });
  }
  return { type, shape, headerBytes: 4 + 4 * rank!, itemBytes };
}

/** Says what a file is that does not start as an IDX file does. */
function wrongStart(start: Uint8Array, name: string): IdxError {
  const text = new TextDecoder("latin1").decode(start);
  if (/^[^<]{0,3}\s*<(!doctype|html|\?xml|!--)/i.test(text)) {
    return new IdxError({
      name,
      expected: "an IDX file",
      received: `a web page (${JSON.stringify(text.trim().slice(0, 20))} ...)`,
      remedy: "check the address that it was downloaded from",
    });
  }
  if (start.length < 4) {
    return new IdxError({
      name,
      expected: "a header of at least 8 bytes",
      received: start.length === 0 ? "an empty file" : `${start.length} bytes`,
      remedy: "copy or download it again",
    });
  }
  return new IdxError({
    name,
    expected: "an IDX file, whose magic number starts with 0x00 0x00",
    received: `${hex(start[0]!)} ${hex(start[1]!)}`,
    remedy: "check that it is an IDX file, plain or gzip",
  });
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
