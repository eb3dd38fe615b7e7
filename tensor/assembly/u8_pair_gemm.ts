import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { ends_of, entries_of, first_of, index_of, second_of } from "./u8_pair_lists";

/**
 * u8_pair_gemm: C = A · B for pixels A whose nonzero pairs are listed by pair.
 *
 * spans  a batch, after u8_pair_transpose
 * table  [256] f32, the value of each pixel
 * b      [2 · pairs, n], row stride ldb bytes
 * c      [rows, n], row stride ldb bytes, overwritten
 *
 * Sums over the pixels in order. B is read once; C stays in L1.
 */
export function u8_pair_gemm(
  spans: usize, rows: i32, pairs: i32, table: usize, b: usize, c: usize, n: i32, ldb: usize,
): void {
  for (let i = 0, row = c; i < rows; i++, row += ldb) memory.fill(row, 0, 4 * n);
  const ends = ends_of(spans, rows), entries = entries_of(spans, rows, pairs);
  let left = n;
  for (; left >= 24; left -= 24, b += 96, c += 96) u8_pair_gemm_2x24(6, ends, entries, pairs, table, b, c, ldb);
  for (; left >= 8; left -= 8, b += 32, c += 32) u8_pair_gemm_2x24(2, ends, entries, pairs, table, b, c, ldb);
  if (left >= 4) {
    u8_pair_gemm_2x24(1, ends, entries, pairs, table, b, c, ldb);
    left -= 4, b += 16, c += 16;
  }
  if (left > 0) u8_pair_gemm_2x3(ends, entries, pairs, table, b, c, ldb, left);
}

/**
 * u8_pair_gemm_2x24: adds both rows of B of every pair to the rows of C that it
 * is listed for, up to 24 columns. Two times six parts of b, two pixels and a
 * part of c take 15 of 16 registers. `vectors`, of four columns each, is a
 * literal at every call: 1, 2 or 6.
 */
// @ts-ignore: decorator
@inline
function u8_pair_gemm_2x24(
  vectors: i32, ends: usize, entries: usize, pairs: i32, table: usize, b: usize, c: usize, ldb: usize,
): void {
  const stop = ends + 4 * pairs;
  let s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0), s4 = f32x4.splat(0), s5 = f32x4.splat(0);
  let t1 = f32x4.splat(0), t2 = f32x4.splat(0), t3 = f32x4.splat(0), t4 = f32x4.splat(0), t5 = f32x4.splat(0);
  let at = entries;
  for (; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends), d = b + ldb;
    const s0 = v128.load(b), t0 = v128.load(d);
    if (vectors > 1) s1 = v128.load(b, 16), t1 = v128.load(d, 16);
    if (vectors > 2) {
      s2 = v128.load(b, 32), t2 = v128.load(d, 32);
      s3 = v128.load(b, 48), t3 = v128.load(d, 48);
      s4 = v128.load(b, 64), t4 = v128.load(d, 64);
      s5 = v128.load(b, 80), t5 = v128.load(d, 80);
    }
    b = d + ldb;
    for (; at < end; at += 4) {
      const entry = load<u32>(at);
      const to = c + index_of(entry) * ldb;
      const x = v128.load32_splat(first_of(entry, table));
      const y = v128.load32_splat(second_of(entry, table));
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

/** The last one to three columns. */
function u8_pair_gemm_2x3(
  ends: usize, entries: usize, pairs: i32, table: usize, b: usize, c: usize, ldb: usize, columns: i32,
): void {
  const stop = ends + 4 * pairs;
  let at = entries;
  for (; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends);
    const s = f32x4_load_part(b, columns), t = f32x4_load_part(b + ldb, columns);
    b += 2 * ldb;
    for (; at < end; at += 4) {
      const entry = load<u32>(at);
      const to = c + index_of(entry) * ldb;
      const sum = madd(v128.load32_splat(first_of(entry, table)), s, f32x4_load_part(to, columns));
      f32x4_store_part(to, madd(v128.load32_splat(second_of(entry, table)), t, sum), columns);
    }
  }
}

/**
 * u8_pair_gemm_1x10: ten classes. The two rows of B that a pair meets are twenty
 * numbers in a row, five vectors, whose sums are added up at the end.
 *
 * spans  [rows] start and end of each row's entries
 * table  [256] f32, the value of each pixel
 * b      [2 · pairs, 10]
 * c      [rows, 10], overwritten
 */
export function u8_pair_gemm_1x10(spans: usize, rows: i32, table: usize, b: usize, c: usize): void {
  const stop = spans + 8 * rows;
  for (let span = spans; span < stop; span += 8) {
    const end: usize = load<u32>(span, 4);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0), s4 = f32x4.splat(0);
    for (let at: usize = load<u32>(span); at < end; at += 4) {
      const entry = load<u32>(at);
      const p = b + index_of(entry) * 80;
      const x = v128.load32_splat(first_of(entry, table));
      const y = v128.load32_splat(second_of(entry, table));
      s0 = madd(x, v128.load(p), s0);
      s1 = madd(x, v128.load(p, 16), s1);
      s2 = madd(v128.shuffle<u64>(x, y, 0, 2), v128.load(p, 32), s2);
      s3 = madd(y, v128.load(p, 48), s3);
      s4 = madd(y, v128.load(p, 64), s4);
    }
    v128.store(c, f32x4.add(s0, v128.shuffle<u64>(s2, s3, 1, 2)));
    v128.store(c, f32x4.add(s1, v128.shuffle<u64>(s3, s4, 1, 2)), 16);
    v128.store64_lane(c, f32x4.add(s2, v128.shuffle<u64>(s4, s4, 1, 1)), 0, 32);
    c += 40;
  }
}
