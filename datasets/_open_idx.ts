import { ByteReader } from "./_byte_reader.ts";
import { type Chunk, type Chunks, chunksOf, tapped } from "./_chunks.ts";
import { checkWhole } from "./_check_whole.ts";
import { gunzip } from "./_gunzip.ts";
import { type IdxHeader, readIdxHeader } from "./_idx_header.ts";
import { ItemReader } from "./_idx_reader.ts";
import { IdxError } from "./idx_error.ts";
import type { IdxType, ReadIdxOptions } from "./read_idx.ts";

const GZIP_RATIO = 1032; // deflate packs 258 bytes into 2 bits at best

/** Options for {@linkcode openIdx}. */
export interface OpenIdxOptions<Type extends IdxType = IdxType>
  extends ReadIdxOptions<Type> {
  /** Called with each chunk of the file, unpacked if it is gzip. */
  onUnpacked?: ((chunk: Chunk) => void) | undefined;
}

/** Opens an IDX file of which the chunks are at hand. */
export async function openIdx<Type extends IdxType = IdxType>(
  chunks: Chunks,
  options: OpenIdxOptions<Type> = {},
): Promise<ItemReader<Type>> {
  const { name = "IDX file", byteLength = 0, onUnpacked } = options;
  let reader = new ByteReader(chunks, options);
  try {
    checkWhole({
      action: `read ${name}`,
      name: "byteLength",
      value: byteLength,
      least: 0,
    });
    const [first, second] = await reader.peek(2);
    const packed = first === 0x1f && second === 0x8b;
    if (packed) {
      const unpacked = gunzip(reader.remaining(), { name });
      reader = new ByteReader(unpacked, { byteLength });
    }
    if (onUnpacked !== undefined) {
      const unpacked = tapped(reader.remaining(), onUnpacked);
      reader = new ByteReader(unpacked, { byteLength });
    }
    const header = await readIdxHeader(reader, name);
    checkHeader(header, packed, { ...options, name });
    return new ItemReader<Type>(reader, header, name);
  } catch (error) {
    await reader.cancel();
    throw error;
  }
}

/** Opens the IDX file that a stream gives. */
export async function openIdxStream<Type extends IdxType = IdxType>(
  stream: ReadableStream<Uint8Array>,
  options: ReadIdxOptions<Type>,
): Promise<ItemReader<Type>> {
  const { name = "IDX file" } = options;
  if (typeof stream?.getReader !== "function") {
    throw new TypeError(
      `Cannot read ${name}: expected a ReadableStream, received ` +
        `${(stream as object | undefined)?.constructor.name}: that of bytes ` +
        "is new Blob([bytes]).stream(), that of a response is its body",
    );
  }
  if (stream.locked) {
    throw new TypeError(
      `Cannot read ${name}: expected a stream that nobody reads, received a ` +
        "locked one: open it again",
    );
  }
  return await openIdx(chunksOf(stream), options);
}

function checkHeader(
  header: IdxHeader,
  packed: boolean,
  options: ReadIdxOptions & { name: string },
): void {
  const { name, type, byteLength } = options;
  if (type !== undefined && header.type !== type) {
    throw new IdxError({
      name,
      expected: `elements of ${type}`,
      received: header.type,
      remedy: "check that it is the right file",
    });
  }
  if (byteLength === undefined) return;
  const { shape, headerBytes, itemBytes } = header;
  const promised = headerBytes + shape[0]! * itemBytes;
  const most = packed ? GZIP_RATIO * byteLength : byteLength;
  if (promised > most || (!packed && promised < byteLength)) {
    throw new IdxError({
      name,
      expected: `${promised} bytes as its header promises`,
      received: packed ? `${byteLength} bytes of gzip` : `${byteLength}`,
      remedy: "the file is cut or damaged, so copy or download it again",
    });
  }
}
