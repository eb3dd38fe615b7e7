/**
 * Rows of pixels, of which the pairs are listed that are not both zero. An entry
 * of a list by row is a u32: the number of the pair times 2^16, the second pixel
 * times 2^8, and the first. An entry of a list by pair is a vector, which one
 * load fetches: the number of the row, and the float32 of the first pixel, of the
 * second, and of the second again.
 *
 * A batch of rows lies in memory as
 *
 * spans    [rows] of the addresses where the entries of a row start and end
 * ends     [pairs] addresses where the entries of a pair end
 * entries  by pair, one pair after the other; the first at a multiple of 16
 *
 * u8_pair_list makes the entries of rows, which may lie anywhere;
 * u8_pair_transpose makes the last two from the first.
 */

/** Number of the pair. */
// @ts-ignore: decorator
@inline
export function pair_of(entry: u32): u32 {
  return entry >>> 16;
}

/** Number of the row. */
// @ts-ignore: decorator
@inline
export function row_of(entry: v128): i32 {
  return i32x4.extract_lane(entry, 0);
}

/** What the pixels of an entry by row, as integers, are multiplied by. */
// @ts-ignore: decorator
@inline
export function scales_of(scale: f32): v128 {
  return f32x4.mul(f32x4.splat(scale), f32x4(1, 1, 1.0 / 256, 1.0 / 256));
}

/** The float32 of both pixels of an entry by row, each twice. */
// @ts-ignore: decorator
@inline
export function values_of(entry: usize, scales: v128): v128 {
  const pixels = v128.and(v128.load32_splat(entry), i32x4(0xff, 0xff, 0xff00, 0xff00));
  return f32x4.mul(f32x4.convert_i32x4_s(pixels), scales);
}

/** The first pixel's float32, four times; of both kinds of vectors. */
// @ts-ignore: decorator
@inline
export function firsts_of(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 1, 1, 1, 1);
}

/** The second pixel's float32, four times; of both kinds of vectors. */
// @ts-ignore: decorator
@inline
export function seconds_of(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 3, 3, 3, 3);
}

/** Addresses of ends and entries in a batch. */
// @ts-ignore: decorator
@inline
export function ends_of(spans: usize, rows: i32): usize {
  return spans + 8 * rows;
}
// @ts-ignore: decorator
@inline
export function entries_of(spans: usize, rows: i32, pairs: i32): usize {
  return (spans + 8 * rows + 4 * pairs + 15) & ~15;
}

/**
 * u8_pair_list: lists the pairs of rows.
 *
 * pixels  [rows, 2 · pairs]
 * spans   [rows] start and end of each row's entries, written
 * to      room for rows · pairs entries
 *
 * Gives the end of the last row's entries. Needs pairs < 2^16.
 */
export function u8_pair_list(pixels: usize, rows: i32, pairs: i32, spans: usize, to: usize): usize {
  for (let i = 0; i < rows; i++) {
    store<u32>(spans, <u32>to);
    let j: u32 = 0;
    for (const blocks = <u32>pairs & ~7; j < blocks; j += 8) {
      const zeros = i8x16.eq(v128.load(pixels), i8x16.splat(0));
      const ones = ~i8x16.bitmask(zeros);
      for (let mask = (ones | ones >> 1) & 0x5555; mask; mask &= mask - 1) {
        const lane = ctz(mask);
        to = put(to, j + (lane >> 1), load<u16>(pixels + lane));
      }
      pixels += 16;
    }
    for (; j < <u32>pairs; j++) {
      const both = load<u16>(pixels);
      if (both) to = put(to, j, both);
      pixels += 2;
    }
    store<u32>(spans, <u32>to, 4);
    spans += 8;
  }
  return to;
}

/** Appends the entry of a pair. */
// @ts-ignore: decorator
@inline
function put(to: usize, pair: u32, both: u32): usize {
  store<u32>(to, pair << 16 | both);
  return to + 4;
}

/**
 * u8_pair_transpose: lists by pair what spans list by row: a counting sort.
 *
 * scale  value of a pixel that is 1; its 256th must be normal
 */
export function u8_pair_transpose(spans: usize, rows: i32, pairs: i32, scale: f32): void {
  const ends = ends_of(spans, rows);
  const stop = ends;
  memory.fill(ends, 0, 4 * pairs);
  for (let span = spans; span < stop; span += 8) {
    const end: usize = load<u32>(span, 4);
    for (let at: usize = load<u32>(span); at < end; at += 4) {
      const count = ends + 4 * pair_of(load<u32>(at));
      store<u32>(count, load<u32>(count) + 16);
    }
  }
  let start = <u32>entries_of(spans, rows, pairs);
  for (let j = 0; j < pairs; j++) {
    const count = load<u32>(ends + 4 * j);
    store<u32>(ends + 4 * j, start);
    start += count;
  }
  const scales = scales_of(scale);
  let row = 0;
  for (let span = spans; span < stop; span += 8) {
    const end: usize = load<u32>(span, 4);
    for (let at: usize = load<u32>(span); at < end; at += 4) {
      const place = ends + 4 * pair_of(load<u32>(at));
      const to = load<u32>(place);
      store<u32>(place, to + 16);
      v128.store(to, i32x4.replace_lane(values_of(at, scales), 0, row));
    }
    row++;
  }
}

/**
 * u8_pair_touch: reads a byte of each cache line of the entries of rows. Rows in
 * random order come from main memory: asked for at once, they arrive together.
 * Gives what was read, so that it is not left out.
 */
export function u8_pair_touch(spans: usize, rows: i32): u32 {
  let bits: u32 = 0;
  for (const stop = spans + 8 * rows; spans < stop; spans += 8) {
    const end: usize = load<u32>(spans, 4);
    for (let at: usize = load<u32>(spans); at < end; at += 64) bits |= load<u8>(at);
  }
  return bits;
}
