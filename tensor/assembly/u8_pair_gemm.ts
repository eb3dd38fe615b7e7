import { f32_activation, f32_epilogue } from "./f32_activation";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part } from "./f32x4_part";
import {
  ends_of, entries_of, firsts_of, pair_of, row_of, scales_of, seconds_of, values_of,
} from "./u8_pair_lists";

/** Bytes of scratch memory that u8_pair_gemm needs. */
export function u8_pair_gemm_scratch(rows: i32): usize {
  return 96 * rows;
}

/**
 * u8_pair_gemm: C = f(A · B + bias) for pixels A whose nonzero pairs are listed
 * by pair.
 *
 * spans    a batch, after u8_pair_transpose
 * b        [2 · pairs, n], row stride ldb bytes
 * c        [rows, n], row stride ldb bytes, overwritten
 * bias     [n], or 0 for none; kind and slope of f as in f32_activation
 * scratch  u8_pair_gemm_scratch bytes
 *
 * Sums over the pixels in order, so that some of the columns have the same bits
 * as all. B is read once; 24 columns of C are summed where no other thread
 * writes, and copied on the way through f.
 */
export function u8_pair_gemm(
  spans: usize, rows: i32, pairs: i32, b: usize, c: usize, n: i32, ldb: usize,
  bias: usize, kind: i32, slope: f32, scratch: usize,
): void {
  const ends = ends_of(spans, rows), entries = entries_of(spans, rows, pairs);
  for (let j = 0; j < n;) {
    const left = n - j, columns = left >= 24 ? 24 : left >= 8 ? 8 : min(left, 4);
    if (columns == 24) u8_pair_gemm_2x24(6, 4, ends, entries, pairs, b, ldb, rows, scratch);
    else if (columns == 8) u8_pair_gemm_2x24(2, 4, ends, entries, pairs, b, ldb, rows, scratch);
    else u8_pair_gemm_2x24(1, columns, ends, entries, pairs, b, ldb, rows, scratch);
    const step = columns == 24 ? 96 : columns == 8 ? 32 : 16;
    f32_activation(kind, scratch, step, bias, c, ldb, rows, columns, slope);
    j += columns;
    b += 4 * columns;
    c += 4 * columns;
    if (bias) bias += 4 * columns;
  }
}

/**
 * u8_pair_gemm_2x24: sums both rows of B of every pair for the rows of C that it
 * is listed for, up to 24 columns. Two times six parts of b, two pixels and a
 * part of the sums take 15 of 16 registers. `vectors`, of four columns each, is
 * a literal at every call: 1, 2 or 6; a single one may have fewer columns, `last`.
 */
// @ts-ignore: decorator
@inline
function u8_pair_gemm_2x24(
  vectors: i32, last: i32, ends: usize, entries: usize, pairs: i32,
  b: usize, ldb: usize, rows: i32, sums: usize,
): void {
  const stop = ends + 4 * pairs, step: usize = 16 * vectors;
  let s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0), s4 = f32x4.splat(0), s5 = f32x4.splat(0);
  let t1 = f32x4.splat(0), t2 = f32x4.splat(0), t3 = f32x4.splat(0), t4 = f32x4.splat(0), t5 = f32x4.splat(0);
  memory.fill(sums, 0, step * rows);
  let at = entries;
  for (; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends), d = b + ldb;
    const isWhole = vectors > 1 || last == 4;
    const s0 = isWhole ? v128.load(b) : f32x4_load_part(b, last);
    const t0 = isWhole ? v128.load(d) : f32x4_load_part(d, last);
    if (vectors > 1) s1 = v128.load(b, 16), t1 = v128.load(d, 16);
    if (vectors > 2) {
      s2 = v128.load(b, 32), t2 = v128.load(d, 32);
      s3 = v128.load(b, 48), t3 = v128.load(d, 48);
      s4 = v128.load(b, 64), t4 = v128.load(d, 64);
      s5 = v128.load(b, 80), t5 = v128.load(d, 80);
    }
    b = d + ldb;
    for (; at < end; at += 16) {
      const entry = v128.load(at);
      const to = sums + row_of(entry) * step;
      const x = firsts_of(entry), y = seconds_of(entry);
      v128.store(to, madd(y, t0, madd(x, s0, v128.load(to))));
      if (vectors > 1) v128.store(to, madd(y, t1, madd(x, s1, v128.load(to, 16))), 16);
      if (vectors > 2) {
        v128.store(to, madd(y, t2, madd(x, s2, v128.load(to, 32))), 32);
        v128.store(to, madd(y, t3, madd(x, s3, v128.load(to, 48))), 48);
        v128.store(to, madd(y, t4, madd(x, s4, v128.load(to, 64))), 64);
        v128.store(to, madd(y, t5, madd(x, s5, v128.load(to, 80))), 80);
      }
    }
  }
}

/**
 * u8_pair_gemm_1x10: ten classes. The two rows of B that a pair meets are twenty
 * numbers in a row, five vectors, whose sums are added up at the end.
 *
 * spans  [rows] start and end of each row's entries
 * scale  value of a pixel that is 1; its 256th must be normal
 * b      [2 · pairs, 10]
 * c      [rows, 10], overwritten
 * bias   [10], or 0 for none; kind and slope of f as in f32_activation
 */
export function u8_pair_gemm_1x10(
  spans: usize, rows: i32, scale: f32, b: usize, c: usize, bias: usize, kind: i32, slope: f32,
): void {
  const first = c;
  const stop = spans + 8 * rows, scales = scales_of(scale);
  for (let span = spans; span < stop; span += 8) {
    const end: usize = load<u32>(span, 4);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0), s4 = f32x4.splat(0);
    for (let at: usize = load<u32>(span); at < end; at += 4) {
      const p = b + pair_of(load<u32>(at)) * 80;
      const both = values_of(at, scales), x = firsts_of(both), y = seconds_of(both);
      s0 = madd(x, v128.load(p), s0);
      s1 = madd(x, v128.load(p, 16), s1);
      s2 = madd(both, v128.load(p, 32), s2);
      s3 = madd(y, v128.load(p, 48), s3);
      s4 = madd(y, v128.load(p, 64), s4);
    }
    v128.store(c, f32x4.add(s0, v128.shuffle<u64>(s2, s3, 1, 2)));
    v128.store(c, f32x4.add(s1, v128.shuffle<u64>(s3, s4, 1, 2)), 16);
    v128.store64_lane(c, f32x4.add(s2, v128.shuffle<u64>(s4, s4, 1, 1)), 0, 32);
    c += 40;
  }
  f32_epilogue(bias, kind, slope, first, 40, rows, 10);
}
