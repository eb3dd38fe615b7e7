const CACHE_LINE = 64; // bytes
let touched = 0; // keeps the reads alive that are for the caches alone

/**
 * Copies rows of bytes to `to`, one after another, from `at` on. Rows in random
 * order come from main memory: a byte of each cache line is read first, so that
 * they arrive together.
 */
export function gatherRows(
  pixels: Uint8Array,
  indices: Uint32Array,
  rowLength: number,
  to: Uint8Array,
  at: number,
): void {
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * rowLength;
    const end = start + rowLength;
    for (let at = start; at < end; at += CACHE_LINE) touched |= pixels[at]!;
  }
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * rowLength;
    to.set(pixels.subarray(start, start + rowLength), at + row * rowLength);
  }
}
