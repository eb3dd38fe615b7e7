import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_store_sum as put } from "./f32x4_sum";

/**
 * f32_gemv_1x32: one row of C, as far as k steps go, from one row of A.
 *
 * a  [k]
 * b  [k, n], row stride 4 n bytes, not packed: every element is used once
 * c  [n]; overwritten where first is true, added to where not
 *
 * Thirty-two columns at a time, their sums in eight registers. Sums over k in
 * order, as f32_gemm_6x8 does.
 */
export function f32_gemv_1x32(a: usize, b: usize, c: usize, n: i32, k: i32, first: bool): void {
  const end = a + 4 * k, step = 4 * n;
  while (n >= 32) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    for (let p = a, q = b; p < end; p += 4, q += step) {
      const x = v128.load32_splat(p);
      s0 = madd(x, v128.load(q), s0);
      s1 = madd(x, v128.load(q, 16), s1);
      s2 = madd(x, v128.load(q, 32), s2);
      s3 = madd(x, v128.load(q, 48), s3);
      s4 = madd(x, v128.load(q, 64), s4);
      s5 = madd(x, v128.load(q, 80), s5);
      s6 = madd(x, v128.load(q, 96), s6);
      s7 = madd(x, v128.load(q, 112), s7);
    }
    put(c, s0, first); put(c + 16, s1, first); put(c + 32, s2, first); put(c + 48, s3, first);
    put(c + 64, s4, first); put(c + 80, s5, first); put(c + 96, s6, first); put(c + 112, s7, first);
    b += 128;
    c += 128;
    n -= 32;
  }
  while (n >= 4) {
    let s = f32x4.splat(0);
    for (let p = a, q = b; p < end; p += 4, q += step) s = madd(v128.load32_splat(p), v128.load(q), s);
    put(c, s, first);
    b += 16;
    c += 16;
    n -= 4;
  }
  if (n > 0) {
    let s = f32x4.splat(0);
    for (let p = a, q = b; p < end; p += 4, q += step) {
      s = madd(v128.load32_splat(p), f32x4_load_part(q, n), s);
    }
    if (!first) s = f32x4.add(f32x4_load_part(c, n), s);
    f32x4_store_part(c, s, n);
  }
}
