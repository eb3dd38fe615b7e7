import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * f32x4_flush: 0 where the float32 x is subnormal, below 1.2e-38, else x.
 *
 * A mean that decays under zero gradients would end among the subnormal
 * numbers, stay there, and make every later step several times as slow.
 */
// @ts-ignore: decorator
@inline
export function f32x4_flush(x: v128): v128 {
  const exponent = v128.and(x, i32x4.splat(0x7f800000));
  return v128.andnot(x, i32x4.eq(exponent, i32x4.splat(0)));
}

/**
 * f32x4_mean_square: kept · s + added · g² + least, per lane.
 *
 * With the smallest normal number as least, the sum cannot become subnormal
 * either; it is too small to change a root that an epsilon is added to.
 */
// @ts-ignore: decorator
@inline
export function f32x4_mean_square(s: v128, g: v128, kept: v128, added: v128, least: v128): v128 {
  return madd(kept, s, madd(f32x4.mul(added, g), g, least));
}
