import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * f32_gemm_6x8: adds A · B to one tile of C of up to 6 × 8.
 *
 * a  [rows, k], element (i, p) at a + i · aRow + p · aStep bytes; one of the
 *    two is 4: rows lie one after the other (`f32_gemm_6x8_rows`), or the rows
 *    of one step lie side by side (`f32_gemm_6x8_steps`: packed or transposed)
 * b  [k, 8], packed; its second half is not read where wide is false
 * c  [rows, 8], row stride ldc bytes; overwritten where first is true
 *
 * Needs k >= 1 and 1 <= rows <= 6. `rows` and `wide` are literals at every
 * call, so that each call becomes a kernel of its own.
 * The twelve sums, two parts of b and one element of a take 15 of 16 registers.
 * Sums over k in order; float32 rounding grows with k.
 */
// @ts-ignore: decorator
@inline
export function f32_gemm_6x8_rows(
  rows: i32, wide: bool, first: bool,
  a: usize, aRow: usize, b: usize, c: usize, ldc: usize, k: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  let b0: v128, b1 = f32x4.splat(0), s: v128;
  const a1 = aRow, a2 = 2 * aRow, a3 = 3 * aRow, a4 = 4 * aRow, a5 = 5 * aRow;
  let p0 = a, p1 = a + a1, p2 = a + a2, p3 = a + a3, p4 = a + a4, p5 = a + a5;
  const end = b + (k << 5);
  while (b < end) {
    b0 = v128.load(b);
    if (wide) b1 = v128.load(b, 16);
    s = v128.load32_splat(p0); c00 = madd(s, b0, c00); if (wide) c01 = madd(s, b1, c01); p0 += 4;
    if (rows > 1) { s = v128.load32_splat(p1); c10 = madd(s, b0, c10); if (wide) c11 = madd(s, b1, c11); p1 += 4; }
    if (rows > 2) { s = v128.load32_splat(p2); c20 = madd(s, b0, c20); if (wide) c21 = madd(s, b1, c21); p2 += 4; }
    if (rows > 3) { s = v128.load32_splat(p3); c30 = madd(s, b0, c30); if (wide) c31 = madd(s, b1, c31); p3 += 4; }
    if (rows > 4) { s = v128.load32_splat(p4); c40 = madd(s, b0, c40); if (wide) c41 = madd(s, b1, c41); p4 += 4; }
    if (rows > 5) { s = v128.load32_splat(p5); c50 = madd(s, b0, c50); if (wide) c51 = madd(s, b1, c51); p5 += 4; }
    b += 32;
  }
  put(first, wide, c, c00, c01); c += ldc;
  if (rows > 1) { put(first, wide, c, c10, c11); c += ldc; }
  if (rows > 2) { put(first, wide, c, c20, c21); c += ldc; }
  if (rows > 3) { put(first, wide, c, c30, c31); c += ldc; }
  if (rows > 4) { put(first, wide, c, c40, c41); c += ldc; }
  if (rows > 5) { put(first, wide, c, c50, c51); }
}

/** {@link f32_gemm_6x8_rows}, for an A whose rows lie side by side. */
// @ts-ignore: decorator
@inline
export function f32_gemm_6x8_steps(
  rows: i32, wide: bool, first: bool,
  a: usize, aStep: usize, b: usize, c: usize, ldc: usize, k: usize,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  let b0: v128, b1 = f32x4.splat(0), s: v128;
  const end = b + (k << 5);
  while (b < end) {
    b0 = v128.load(b);
    if (wide) b1 = v128.load(b, 16);
    s = v128.load32_splat(a, 0); c00 = madd(s, b0, c00); if (wide) c01 = madd(s, b1, c01);
    if (rows > 1) { s = v128.load32_splat(a, 4); c10 = madd(s, b0, c10); if (wide) c11 = madd(s, b1, c11); }
    if (rows > 2) { s = v128.load32_splat(a, 8); c20 = madd(s, b0, c20); if (wide) c21 = madd(s, b1, c21); }
    if (rows > 3) { s = v128.load32_splat(a, 12); c30 = madd(s, b0, c30); if (wide) c31 = madd(s, b1, c31); }
    if (rows > 4) { s = v128.load32_splat(a, 16); c40 = madd(s, b0, c40); if (wide) c41 = madd(s, b1, c41); }
    if (rows > 5) { s = v128.load32_splat(a, 20); c50 = madd(s, b0, c50); if (wide) c51 = madd(s, b1, c51); }
    a += aStep;
    b += 32;
  }
  put(first, wide, c, c00, c01); c += ldc;
  if (rows > 1) { put(first, wide, c, c10, c11); c += ldc; }
  if (rows > 2) { put(first, wide, c, c20, c21); c += ldc; }
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
