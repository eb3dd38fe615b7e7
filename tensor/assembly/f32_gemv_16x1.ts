import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * f32_gemv_16x1: a matrix times a vector: one column of C, or one row of it where
 * the matrix is a transposed B.
 *
 * a  [rows, k], row stride aRow bytes
 * x  [k], xStep bytes apart
 * c  [rows], cStep bytes apart; overwritten where first is true, added to where
 *    not
 *
 * Four steps of four rows are transposed in registers, so that every row sums
 * over k in order, as f32_gemm_6x8 does. The sums of four such groups hide the
 * latency of an addition; where rows are fewer, groups overlap.
 */
export function f32_gemv_16x1(
  a: usize, aRow: usize, x: usize, xStep: usize, c: usize, cStep: usize,
  rows: i32, k: i32, first: bool,
): void {
  for (; rows > 0; rows -= 16, a += 16 * aRow, c += 16 * cStep) {
    const last = max(min(rows, 16) - 4, 0), d1 = rows > 1 ? aRow : 0;
    const d2 = rows > 2 ? d1 + aRow : d1, d3 = rows > 3 ? d2 + aRow : d2;
    const g1 = min(4, last) * aRow, g2 = min(8, last) * aRow, g3 = min(12, last) * aRow;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let at = a, factor = x, p = k;
    for (; p >= 4; p -= 4, at += 16) {
      const x0 = v128.load32_splat(factor), x1 = v128.load32_splat(factor + xStep);
      factor += 2 * xStep;
      const x2 = v128.load32_splat(factor), x3 = v128.load32_splat(factor + xStep);
      factor += 2 * xStep;
      s0 = four_steps(at, d1, d2, d3, x0, x1, x2, x3, s0);
      s1 = four_steps(at + g1, d1, d2, d3, x0, x1, x2, x3, s1);
      s2 = four_steps(at + g2, d1, d2, d3, x0, x1, x2, x3, s2);
      s3 = four_steps(at + g3, d1, d2, d3, x0, x1, x2, x3, s3);
    }
    for (; p > 0; p--, at += 4, factor += xStep) {
      const x0 = v128.load32_splat(factor);
      s0 = madd(x0, column(at, d1, d2, d3), s0);
      s1 = madd(x0, column(at + g1, d1, d2, d3), s1);
      s2 = madd(x0, column(at + g2, d1, d2, d3), s2);
      s3 = madd(x0, column(at + g3, d1, d2, d3), s3);
    }
    put(c, cStep, s0, 0, rows, last, first);
    put(c, cStep, s1, 4, rows, last, first);
    put(c, cStep, s2, 8, rows, last, first);
    put(c, cStep, s3, 12, rows, last, first);
  }
}

/** Adds four steps of four rows, transposed. */
// @ts-ignore: decorator
@inline
function four_steps(
  a: usize, d1: usize, d2: usize, d3: usize, x0: v128, x1: v128, x2: v128, x3: v128, sum: v128,
): v128 {
  const r0 = v128.load(a), r1 = v128.load(a + d1), r2 = v128.load(a + d2), r3 = v128.load(a + d3);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  sum = madd(x0, v128.shuffle<f64>(t0, t2, 0, 2), sum);
  sum = madd(x1, v128.shuffle<f64>(t0, t2, 1, 3), sum);
  sum = madd(x2, v128.shuffle<f64>(t1, t3, 0, 2), sum);
  return madd(x3, v128.shuffle<f64>(t1, t3, 1, 3), sum);
}

/** One step of four rows. */
function column(a: usize, d1: usize, d2: usize, d3: usize): v128 {
  const two = v128.load32_lane(a + d1, v128.load32_zero(a), 1);
  return v128.load32_lane(a + d3, v128.load32_lane(a + d2, two, 2), 3);
}

/** Stores the sums of a group that would begin at a row, of which the last may. */
function put(
  c: usize, cStep: usize, sums: v128, row: i32, rows: i32, last: i32, first: bool,
): void {
  const stop = min(rows - min(row, last), 4);
  c += min(row, last) * cStep;
  for (let i = 0; i < stop; i++, c += cStep) {
    const sum = f32x4.extract_lane(sums, 0);
    if (i >= row - last) store<f32>(c, first ? sum : load<f32>(c) + sum);
    sums = v128.shuffle<f32>(sums, sums, 1, 2, 3, 0);
  }
}
