import { nonzero_mask } from "./f32x4_nonzero";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_store_sum as put } from "./f32x4_sum";

/**
 * f32_gemv_list: lists the elements of a row of A, aStep bytes apart, or those
 * that are not zero where skipsZeros, each as the bytes from b to its row of B, a
 * u32, and its value.
 *
 * Gives the end of the list. Needs 8 k bytes at to.
 */
export function f32_gemv_list(
  a: usize, aStep: usize, k: i32, step: usize, skipsZeros: bool, to: usize,
): usize {
  let p = 0;
  for (; skipsZeros && aStep == 4 && p + 16 <= k; p += 16) {
    for (let mask = nonzero_mask(a); mask; mask &= mask - 1) {
      const lane = ctz(mask);
      to = put_factor(to, (p + lane) * step, load<f32>(a + 4 * lane));
    }
    a += 64;
  }
  for (; p < k; p++) {
    const value = load<f32>(a);
    if (value != 0 || !skipsZeros) to = put_factor(to, p * step, value);
    a += aStep;
  }
  return to;
}

// @ts-ignore: decorator
@inline
function put_factor(to: usize, offset: usize, value: f32): usize {
  store<u32>(to, <u32>offset);
  store<f32>(to, value, 4);
  return to + 8;
}

/**
 * f32_gemv_1x32: one row of C from the listed elements of one row of A.
 *
 * from, end  their list
 * b          [k, n], not packed: every element is used once at most
 * c          [n]; overwritten where first is true, added to where not
 *
 * Thirty-two columns at a time, their sums in eight registers. Sums in order, as
 * f32_gemm_6x8 does, to whose sums of finite numbers zeros add nothing.
 */
export function f32_gemv_1x32(from: usize, end: usize, b: usize, c: usize, n: i32, first: bool): void {
  while (n >= 32) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    for (let at = from; at < end; at += 8) {
      const q = b + load<u32>(at);
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
    put(c, s0, first); put(c + 16, s1, first); put(c + 32, s2, first); put(c + 48, s3, first);
    put(c + 64, s4, first); put(c + 80, s5, first); put(c + 96, s6, first); put(c + 112, s7, first);
    b += 128;
    c += 128;
    n -= 32;
  }
  while (n >= 4) {
    let s = f32x4.splat(0);
    for (let at = from; at < end; at += 8) {
      s = madd(v128.load32_splat(at, 4), v128.load(b + load<u32>(at)), s);
    }
    put(c, s, first);
    b += 16;
    c += 16;
    n -= 4;
  }
  if (n > 0) {
    let s = f32x4.splat(0);
    for (let at = from; at < end; at += 8) {
      s = madd(v128.load32_splat(at, 4), f32x4_load_part(b + load<u32>(at), n), s);
    }
    if (!first) s = f32x4.add(f32x4_load_part(c, n), s);
    f32x4_store_part(c, s, n);
  }
}
