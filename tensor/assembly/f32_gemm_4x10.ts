import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * f32_gemm_4x10: adds A · B to a tile of C of ten columns, as many as there are
 * digits: two and a half vectors. The halves of two rows share one.
 *
 * As f32_gemm_6x8, for four rows; b is [k, 10].
 * Ten sums, three parts of b and two elements of a take 15 of 16 registers.
 */
export function f32_gemm_4x10(
  first: bool,
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, ldc: usize, k: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c02 = f32x4.splat(0), c22 = f32x4.splat(0); // of rows 0 and 1, of 2 and 3
  let p0 = a, p1 = p0 + aRow, p2 = p1 + aRow, p3 = p2 + aRow;
  const end = b + k * bStep;
  while (b < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load64_splat(b, 32);
    let s = v128.load32_splat(p0);
    let t = v128.load32_splat(p1);
    c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    c10 = madd(t, b0, c10); c11 = madd(t, b1, c11);
    c02 = madd(v128.shuffle<u64>(s, t, 0, 2), b2, c02);
    s = v128.load32_splat(p2);
    t = v128.load32_splat(p3);
    c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    c30 = madd(t, b0, c30); c31 = madd(t, b1, c31);
    c22 = madd(v128.shuffle<u64>(s, t, 0, 2), b2, c22);
    p0 += aStep, p1 += aStep, p2 += aStep, p3 += aStep;
    b += bStep;
  }
  put(first, c, c00, c01, c02); c += ldc;
  put(first, c, c10, c11, v128.shuffle<u64>(c02, c02, 1, 1)); c += ldc;
  put(first, c, c20, c21, c22); c += ldc;
  put(first, c, c30, c31, v128.shuffle<u64>(c22, c22, 1, 1));
}

/** Stores the sums of one row, or adds them to what is there. */
// @ts-ignore: decorator
@inline
function put(first: bool, c: usize, c0: v128, c1: v128, c2: v128): void {
  if (!first) {
    c0 = f32x4.add(v128.load(c), c0);
    c1 = f32x4.add(v128.load(c, 16), c1);
    c2 = f32x4.add(v128.load64_zero(c, 32), c2);
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store64_lane(c, c2, 0, 32);
}
