import { column_starts, row_entries } from "./f32_sparse_lists";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/**
 * f32_sparse_gemm: C = A · B, or Aᵀ · B where transposed, without the zeros of A.
 *
 * lists  of A [rows, columns], made by f32_sparse_build with limit
 * b      [columns, n], or [rows, n] where transposed
 * c      [rows, n], or [columns, n] where transposed; overwritten
 *
 * Sums over the entries in order; an infinity or NaN in B meets no zero of A.
 */
export function f32_sparse_gemm(
  lists: usize, rows: i32, columns: i32, limit: i32,
  b: usize, c: usize, n: i32, transposed: bool,
): void {
  const entries = row_entries(lists, rows, columns);
  if (transposed) {
    f32_sparse_gemm_1x32(column_starts(lists, rows), entries + 8 * limit, b, c, columns, n);
  } else {
    f32_sparse_gemm_1x32(lists, entries, b, c, rows, n);
  }
}

/**
 * f32_sparse_gemm_1x32: every row of C as a sum of rows of B, thirty-two columns
 * at a time, their sums in eight registers; the last nine to twelve together, as
 * for ten classes, others by four.
 *
 * starts   [rows + 1] u32, bytes into entries
 * entries  of a row of B as u32 and a factor as f32
 */
function f32_sparse_gemm_1x32(
  starts: usize, entries: usize, b: usize, c: usize, rows: i32, n: i32,
): void {
  const step = 4 * n, stop = starts + 4 * rows;
  let left = n;
  while (left >= 32) {
    let to = c, at = entries;
    for (let row = starts; row < stop; row += 4) {
      const end = entries + load<u32>(row, 4);
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
      for (; at < end; at += 8) {
        const q = b + load<u32>(at) * step;
        const x = v128.load32_splat(at, 4);
        s0 = madd(x, v128.load(q), s0);
        s1 = madd(x, v128.load(q, 16), s1);
        s2 = madd(x, v128.load(q, 32), s2);
        s3 = madd(x, v128.load(q, 48), s3);
        s4 = madd(x, v128.load(q, 64), s4);
        s5 = madd(x, v128.load(q, 80), s5);
        s6 = madd(x, v128.load(q, 96), s6);
        s7 = madd(x, v128.load(q, 112), s7);
      }
      v128.store(to, s0);
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
      v128.store(to, s4, 64);
      v128.store(to, s5, 80);
      v128.store(to, s6, 96);
      v128.store(to, s7, 112);
      to += step;
    }
    b += 128;
    c += 128;
    left -= 32;
  }
  if (left > 8 && left <= 12) {
    f32_sparse_gemm_1x12(starts, stop, entries, b, c, step, left);
    return;
  }
  for (; left >= 4; left -= 4) {
    let to = c, at = entries;
    for (let row = starts; row < stop; row += 4) {
      const end = entries + load<u32>(row, 4);
      let s = f32x4.splat(0);
      for (; at < end; at += 8) {
        s = madd(v128.load32_splat(at, 4), v128.load(b + load<u32>(at) * step), s);
      }
      v128.store(to, s);
      to += step;
    }
    b += 16;
    c += 16;
  }
  if (left > 0) {
    let at = entries;
    for (let row = starts; row < stop; row += 4) {
      const end = entries + load<u32>(row, 4);
      let s = f32x4.splat(0);
      for (; at < end; at += 8) {
        const q = b + load<u32>(at) * step;
        s = madd(v128.load32_splat(at, 4), f32x4_load_part(q, left), s);
      }
      f32x4_store_part(c, s, left);
      c += step;
    }
  }
}

/** The last nine to twelve columns; {@link f32_sparse_gemm_1x32}. */
function f32_sparse_gemm_1x12(
  starts: usize, stop: usize, entries: usize, b: usize, c: usize, step: usize, columns: i32,
): void {
  const part = columns - 8;
  let at = entries;
  for (let row = starts; row < stop; row += 4) {
    const end = entries + load<u32>(row, 4);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
    for (; at < end; at += 8) {
      const q = b + load<u32>(at) * step;
      const x = v128.load32_splat(at, 4);
      s0 = madd(x, v128.load(q), s0);
      s1 = madd(x, v128.load(q, 16), s1);
      s2 = madd(x, part == 4 ? v128.load(q, 32) : f32x4_load_part(q + 32, part), s2);
    }
    v128.store(c, s0);
    v128.store(c, s1, 16);
    if (part == 4) v128.store(c, s2, 32);
    else f32x4_store_part(c + 32, s2, part);
    c += step;
  }
}
