const CHANNEL_GREY = 0;
const CHUNK = 65_535; // longest block of deflate that is stored as it is

/**
 * Encodes a grey picture as PNG, with the pixels as they are: thumbnails are too
 * small for compression to matter.
 *
 * @param pixels Values from 0 (black) to 1 (white), row after row; those beyond
 * are cut, NaN is black.
 */
export function encodePng(
  pixels: Float32Array,
  [height, width]: readonly [number, number],
): Uint8Array {
  const rows = new Uint8ClampedArray(height * (width + 1)); // each after a filter of 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = 255 * pixels[y * width + x]!;
    }
  }
  const header = bytes32(width, height).concat(8, CHANNEL_GREY, 0, 0, 0);
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunk("IDAT", store(rows)),
    ...chunk("IEND", []),
  ]);
}

/** Bytes of a zlib stream that holds data uncompressed. */
function store(data: Uint8ClampedArray): number[] {
  const stream = [0x78, 0x01];
  for (let start = 0; start < data.length; start += CHUNK) {
    const block = data.subarray(start, start + CHUNK);
    const isLast = start + CHUNK >= data.length;
    const { length } = block;
    stream.push(isLast ? 1 : 0, length & 255, length >> 8);
    stream.push(~length & 255, (~length >> 8) & 255);
    for (const byte of block) stream.push(byte);
  }
  return stream.concat(bytes32(adler32(data)));
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = [...new TextEncoder().encode(type), ...data];
  return [...bytes32(data.length), ...body, ...bytes32(crc32(body))];
}

/** Numbers as four bytes each, the highest first. */
function bytes32(...values: number[]): number[] {
  return values.flatMap((value) =>
    [24, 16, 8, 0].map((by) => value >>> by & 255)
  );
}

function adler32(data: Uint8ClampedArray): number {
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return (b << 16 | a) >>> 0;
}

function crc32(data: readonly number[]): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1) * 0xedb88320;
  }
  return ~crc >>> 0;
}
