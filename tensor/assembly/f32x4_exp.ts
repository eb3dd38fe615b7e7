import { f32x4_madd as madd } from "./f32x4_madd";

/**
 * f32x4_exp: e^x per lane.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2; e^r by the polynomial of Cephes' expf,
 * times 2^n. Relative error at most 2.4e-7 (two units in the last place).
 * Below -87.33 the result is 0 (no subnormal numbers), above 88.37 it is
 * infinite; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function f32x4_exp(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const y = f32x4.mul(p, power);
  const none = f32x4.lt(x, f32x4.splat(-87.33));
  const over = f32x4.gt(x, f32x4.splat(88.37));
  return v128.bitselect(f32x4.splat(Infinity), v128.andnot(y, none), over);
}
