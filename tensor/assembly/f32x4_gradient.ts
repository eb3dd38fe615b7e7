import { f32x4_madd as madd } from "./f32x4_madd";

/** f32_is_plain: whether {@link f32x4_gradient} would only scale g. */
// @ts-ignore: decorator
@inline
export function f32_is_plain(limit: f32, l1: f32, l2: f32): bool {
  return limit == Infinity && l1 == 0 && l2 == 0;
}

/**
 * f32x4_gradient: the gradient that an update goes by, per lane:
 * clamp(scale · g, -limit, limit) + l2 · w + l1 · sign(w), or scale · g where
 * plain.
 *
 * sign(0) is 0. NaN in g or w stays NaN.
 */
// @ts-ignore: decorator
@inline
export function f32x4_gradient(
  plain: bool, g: v128, w: v128, scale: v128, limit: v128, l1: v128, l2: v128,
): v128 {
  const scaled = f32x4.mul(g, scale);
  if (plain) return scaled;
  const zero = f32x4.splat(0);
  const clipped = f32x4.pmax(f32x4.pmin(scaled, limit), f32x4.sub(zero, limit));
  const above = v128.and(l1, f32x4.gt(w, zero)), below = v128.and(l1, f32x4.lt(w, zero));
  return f32x4.add(clipped, madd(l2, w, f32x4.sub(above, below)));
}
