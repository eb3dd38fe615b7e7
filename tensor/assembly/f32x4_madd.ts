/**
 * f32x4_madd: a · b + c per lane.
 *
 * One rounding where the module is built with relaxed SIMD and the processor
 * has a fused multiply-add, two in the plain build.
 */
// @ts-ignore: decorator
@inline
export function f32x4_madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
