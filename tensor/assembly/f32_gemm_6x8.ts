import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * Rows of the next tile of A, of so many that are left, at least 3: 3 to 6. With
 * plain SIMD, where a product takes a register of its own before it is added,
 * more than 3 rows leave too few.
 */
export function tile_rows(left: i32): i32 {
  if (ASC_FEATURE_RELAXED_SIMD) return left == 7 || left == 8 ? 4 : min(left, 6);
  return left >= 6 ? 3 : left;
}

/**
 * f32_gemm_6x8: adds A · B to one tile of C of up to 6 × 8.
 *
 * a  [rows, k], element (i, p) at a + i · aRow + p · aStep bytes
 * b  [k, 8], row stride bStep bytes; its second half is not read where wide is
 *    false
 * c  [rows, 8], row stride ldc bytes; overwritten where first is true
 *
 * Needs k >= 1 and 3 <= rows <= 6. `rows` and `wide` are literals at every call,
 * so that each call becomes a kernel of its own.
 * The twelve sums, two parts of b and one element of a take 15 of 16 registers.
 * Sums over k in order; float32 rounding grows with k.
 */
// @ts-ignore: decorator
@inline
export function f32_gemm_6x8(
  rows: i32, wide: bool, first: bool,
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, ldc: usize, k: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let p0 = a, p1 = p0 + aRow, p2 = p1 + aRow, p3 = p2 + aRow, p4 = p3 + aRow, p5 = p4 + aRow;
  const end = b + k * bStep;
  while (b < end) {
    const b0 = v128.load(b);
    if (wide) b1 = v128.load(b, 16);
    let s = v128.load32_splat(p0); c00 = madd(s, b0, c00); if (wide) c01 = madd(s, b1, c01); p0 += aStep;
    s = v128.load32_splat(p1); c10 = madd(s, b0, c10); if (wide) c11 = madd(s, b1, c11); p1 += aStep;
    s = v128.load32_splat(p2); c20 = madd(s, b0, c20); if (wide) c21 = madd(s, b1, c21); p2 += aStep;
    if (rows > 3) { s = v128.load32_splat(p3); c30 = madd(s, b0, c30); if (wide) c31 = madd(s, b1, c31); p3 += aStep; }
    if (rows > 4) { s = v128.load32_splat(p4); c40 = madd(s, b0, c40); if (wide) c41 = madd(s, b1, c41); p4 += aStep; }
    if (rows > 5) { s = v128.load32_splat(p5); c50 = madd(s, b0, c50); if (wide) c51 = madd(s, b1, c51); p5 += aStep; }
    b += bStep;
  }
  put(first, wide, c, c00, c01); c += ldc;
  put(first, wide, c, c10, c11); c += ldc;
  put(first, wide, c, c20, c21); c += ldc;
  if (rows > 3) { put(first, wide, c, c30, c31); c += ldc; }
  if (rows > 4) { put(first, wide, c, c40, c41); c += ldc; }
  if (rows > 5) { put(first, wide, c, c50, c51); }
}

/** Stores the sums of one row, or adds them to what is there. */
// @ts-ignore: decorator
@inline
function put(first: bool, wide: bool, c: usize, c0: v128, c1: v128): void {
  if (first) {
    v128.store(c, c0);
    if (wide) v128.store(c, c1, 16);
  } else {
    v128.store(c, f32x4.add(v128.load(c), c0));
    if (wide) v128.store(c, f32x4.add(v128.load(c, 16), c1), 16);
  }
}
