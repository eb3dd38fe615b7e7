import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import {
  ends_of, entries_of, firsts_of, pair_of, row_of, scales_of, seconds_of, values_of,
} from "./u8_pair_lists";

/**
 * u8_pair_gemm_transposed: C = Aᵀ · B for pixels A whose nonzero pairs are
 * listed by pair.
 *
 * spans  a batch, after u8_pair_transpose
 * b      [rows, n]
 * c      [2 · pairs, n], of which the rows of `count` pairs, from `first` on, are
 *        overwritten
 *
 * Sums over the rows in order.
 */
export function u8_pair_gemm_transposed(
  spans: usize, rows: i32, pairs: i32, b: usize, c: usize, n: i32,
  first: i32, count: i32,
): void {
  const ldb: usize = 4 * n, ends = ends_of(spans, rows) + 4 * first;
  const entries: usize = first ? load<u32>(ends - 4) : entries_of(spans, rows, pairs);
  c += 2 * first * ldb;
  let left = n;
  for (; left >= 24; left -= 24, b += 96, c += 96) u8_pair_gemm_2x24(6, ends, entries, count, b, c, ldb);
  if (left >= 8) {
    for (; left >= 8; left -= 8, b += 32, c += 32) u8_pair_gemm_2x24(2, ends, entries, count, b, c, ldb);
  }
  if (left >= 4) {
    u8_pair_gemm_2x24(1, ends, entries, count, b, c, ldb);
    left -= 4, b += 16, c += 16;
  }
  if (left > 0) u8_pair_gemm_2x3(ends, entries, count, b, c, ldb, left);
}

/**
 * u8_pair_gemm_2x24: both rows of C of every pair, up to 24 columns. Each part
 * of b serves two rows; their twelve sums, two pixels and a part of b take 15 of
 * 16 registers. `vectors`, of four columns each, is a literal at every call: 1,
 * 2 or 6.
 */
// @ts-ignore: decorator
@inline
function u8_pair_gemm_2x24(
  vectors: i32, ends: usize, entries: usize, pairs: i32, b: usize, c: usize, ldb: usize,
): void {
  const stop = ends + 4 * pairs;
  let at = entries;
  for (; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0), s4 = f32x4.splat(0), s5 = f32x4.splat(0);
    let t0 = f32x4.splat(0), t1 = f32x4.splat(0), t2 = f32x4.splat(0);
    let t3 = f32x4.splat(0), t4 = f32x4.splat(0), t5 = f32x4.splat(0);
    for (; at < end; at += 16) {
      const entry = v128.load(at);
      const q = b + row_of(entry) * ldb;
      const x = firsts_of(entry), y = seconds_of(entry);
      let part = v128.load(q);
      s0 = madd(x, part, s0), t0 = madd(y, part, t0);
      if (vectors > 1) part = v128.load(q, 16), s1 = madd(x, part, s1), t1 = madd(y, part, t1);
      if (vectors > 2) {
        part = v128.load(q, 32), s2 = madd(x, part, s2), t2 = madd(y, part, t2);
        part = v128.load(q, 48), s3 = madd(x, part, s3), t3 = madd(y, part, t3);
        part = v128.load(q, 64), s4 = madd(x, part, s4), t4 = madd(y, part, t4);
        part = v128.load(q, 80), s5 = madd(x, part, s5), t5 = madd(y, part, t5);
      }
    }
    put(vectors, c, s0, s1, s2, s3, s4, s5);
    c += ldb;
    put(vectors, c, t0, t1, t2, t3, t4, t5);
    c += ldb;
  }
}

// @ts-ignore: decorator
@inline
function put(vectors: i32, c: usize, s0: v128, s1: v128, s2: v128, s3: v128, s4: v128, s5: v128): void {
  v128.store(c, s0);
  if (vectors > 1) v128.store(c, s1, 16);
  if (vectors > 2) {
    v128.store(c, s2, 32);
    v128.store(c, s3, 48);
    v128.store(c, s4, 64);
    v128.store(c, s5, 80);
  }
}

/** The last one to three columns. */
function u8_pair_gemm_2x3(
  ends: usize, entries: usize, pairs: i32, b: usize, c: usize, ldb: usize, columns: i32,
): void {
  const stop = ends + 4 * pairs;
  let at = entries;
  for (; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends);
    let s = f32x4.splat(0), t = f32x4.splat(0);
    for (; at < end; at += 16) {
      const entry = v128.load(at);
      const part = f32x4_load_part(b + row_of(entry) * ldb, columns);
      s = madd(firsts_of(entry), part, s);
      t = madd(seconds_of(entry), part, t);
    }
    f32x4_store_part(c, s, columns);
    c += ldb;
    f32x4_store_part(c, t, columns);
    c += ldb;
  }
}

/**
 * u8_pair_gemm_transposed_1x10: ten classes, from the lists by row: every pair
 * adds to its two rows of C, which are five vectors and stay in L1.
 *
 * spans  [rows] start and end of each row's entries
 * b      [rows, 10]
 * c      [2 · pairs, 10], overwritten
 */
export function u8_pair_gemm_transposed_1x10(
  spans: usize, rows: i32, pairs: i32, scale: f32, b: usize, c: usize,
): void {
  memory.fill(c, 0, 80 * pairs);
  const stop = spans + 8 * rows, scales = scales_of(scale);
  for (let span = spans; span < stop; span += 8) {
    const end: usize = load<u32>(span, 4);
    const g0 = v128.load(b), g1 = v128.load(b, 16), g2 = v128.load64_zero(b, 32);
    const h0 = v128.shuffle<u64>(g2, g0, 0, 2);
    const h1 = v128.shuffle<u64>(g0, g1, 1, 2), h2 = v128.shuffle<u64>(g1, g2, 1, 2);
    for (let at: usize = load<u32>(span); at < end; at += 4) {
      const q = c + pair_of(load<u32>(at)) * 80;
      const both = values_of(at, scales), x = firsts_of(both), y = seconds_of(both);
      v128.store(q, madd(x, g0, v128.load(q)));
      v128.store(q, madd(x, g1, v128.load(q, 16)), 16);
      v128.store(q, madd(both, h0, v128.load(q, 32)), 32);
      v128.store(q, madd(y, h1, v128.load(q, 48)), 48);
      v128.store(q, madd(y, h2, v128.load(q, 64)), 64);
    }
    b += 40;
  }
}
