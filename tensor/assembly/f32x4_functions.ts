import { f32x4_exp } from "./f32x4_exp";
import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * 1 / (1 + e^-x) per lane, without overflow. Relative error at most 3e-7 from
 * -87.33 on; below, the result is 0, as that of f32x4_exp.
 */
// @ts-ignore: decorator
@inline
export function f32x4_sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = f32x4_exp(f32x4.neg(f32x4.abs(x)));
  const above = f32x4.div(one, f32x4.add(one, e));
  return v128.bitselect(f32x4.mul(e, above), above, f32x4.lt(x, f32x4.splat(0)));
}

/**
 * tanh x per lane: below 0.625 by the polynomial of Cephes' tanhf, above by
 * 1 - 2 / (e^2x + 1). Relative error at most 4e-7.
 */
// @ts-ignore: decorator
@inline
export function f32x4_tanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = madd(p, square, f32x4.splat(2.06390887954e-2));
  p = madd(p, square, f32x4.splat(-5.37397155531e-2));
  p = madd(p, square, f32x4.splat(1.33314422036e-1));
  p = madd(p, square, f32x4.splat(-3.33332819422e-1));
  const small = madd(f32x4.mul(p, square), x, x);
  const e = f32x4_exp(f32x4.min(f32x4.add(magnitude, magnitude), f32x4.splat(40)));
  const one = f32x4.splat(1);
  const large = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const signed = v128.or(large, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(small, signed, f32x4.lt(magnitude, f32x4.splat(0.625)));
}

/**
 * ln(1 + x) per lane, for 0 <= x <= 1: 2 artanh(s) with s = x / (2 + x), by its
 * series. Relative error at most 3e-7.
 */
// @ts-ignore: decorator
@inline
export function f32x4_log1p_unit(x: v128): v128 {
  const s = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
  const square = f32x4.mul(s, s); // at most 1/9
  let p = f32x4.splat(2.0 / 15);
  p = madd(p, square, f32x4.splat(2.0 / 13));
  p = madd(p, square, f32x4.splat(2.0 / 11));
  p = madd(p, square, f32x4.splat(2.0 / 9));
  p = madd(p, square, f32x4.splat(2.0 / 7));
  p = madd(p, square, f32x4.splat(2.0 / 5));
  p = madd(p, square, f32x4.splat(2.0 / 3));
  return madd(f32x4.mul(p, square), s, f32x4.add(s, s));
}

/** max(x, 0) + ln(1 + e^-|x|) per lane; accurate as f32x4_sigmoid is. */
// @ts-ignore: decorator
@inline
export function f32x4_softplus(x: v128): v128 {
  const e = f32x4_exp(f32x4.neg(f32x4.abs(x)));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), f32x4_log1p_unit(e));
}

/**
 * Distribution function of the standard normal per lane, erfc(-x / √2) / 2, by
 * the Chebyshev fit of Numerical Recipes (erfcc), whose relative error is 1.2e-7;
 * in float32 at most 2e-6 down to x = -5.
 */
// @ts-ignore: decorator
@inline
export function f32x4_normal_distribution(x: v128): v128 {
  const one = f32x4.splat(1);
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.7071067811865476));
  const t = f32x4.div(one, madd(z, f32x4.splat(0.5), one));
  let p = f32x4.splat(0.17087277);
  p = madd(p, t, f32x4.splat(-0.82215223));
  p = madd(p, t, f32x4.splat(1.48851587));
  p = madd(p, t, f32x4.splat(-1.13520398));
  p = madd(p, t, f32x4.splat(0.27886807));
  p = madd(p, t, f32x4.splat(-0.18628806));
  p = madd(p, t, f32x4.splat(0.09678418));
  p = madd(p, t, f32x4.splat(0.37409196));
  p = madd(p, t, f32x4.splat(1.00002368));
  p = madd(p, t, f32x4.splat(-1.26551223));
  const half = f32x4.mul(x, f32x4.splat(0.5));
  const exponent = f32x4.sub(p, f32x4.mul(half, x)); // z² = x² / 2
  const tail = f32x4.mul(f32x4.mul(t, f32x4.splat(0.5)), f32x4_exp(exponent));
  return v128.bitselect(f32x4.sub(one, tail), tail, f32x4.gt(x, f32x4.splat(0)));
}

/** Density of the standard normal per lane, e^(-x² / 2) / √(2π). */
// @ts-ignore: decorator
@inline
export function f32x4_normal_density(x: v128): v128 {
  const exponent = f32x4.mul(f32x4.mul(x, f32x4.splat(-0.5)), x);
  return f32x4.mul(f32x4_exp(exponent), f32x4.splat(0.3989422804014327));
}
