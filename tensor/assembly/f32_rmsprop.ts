import { f32_is_plain, f32x4_gradient } from "./f32x4_gradient";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_mean_square } from "./f32x4_mean";
import { f32x4_load, f32x4_store } from "./f32x4_part";

/**
 * f32_rmsprop: one step of RMSProp for count elements, in place.
 *
 * s = rho · s + rest · g², w -= rate · g / (√s + epsilon)
 *
 * w, g, s  [count]; rest is 1 - rho, rounded once; scale, limit, l1, l2 as in
 * {@link f32x4_gradient}
 */
export function f32_rmsprop(
  w: usize, g: usize, s: usize, count: i32,
  scale: f32, limit: f32, l1: f32, l2: f32,
  rate: f32, rho: f32, rest: f32, epsilon: f32,
): void {
  const scales = f32x4.splat(scale), limits = f32x4.splat(limit);
  const l1s = f32x4.splat(l1), l2s = f32x4.splat(l2);
  const back = f32x4.splat(-rate), epsilons = f32x4.splat(epsilon);
  const kept = f32x4.splat(rho), added = f32x4.splat(rest);
  const least = f32x4.splat(f32.MIN_NORMAL_VALUE);
  if (f32_is_plain(limit, l1, l2)) {
    update(true, w, g, s, count, scales, limits, l1s, l2s, back, kept, added, epsilons, least);
  } else {
    update(false, w, g, s, count, scales, limits, l1s, l2s, back, kept, added, epsilons, least);
  }
}

// @ts-ignore: decorator
@inline
function update(
  plain: bool, w: usize, g: usize, s: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128,
  back: v128, kept: v128, added: v128, epsilon: v128, least: v128,
): void {
  while (count >= 4) {
    step(plain, true, w, g, s, 4, scale, limit, l1, l2, back, kept, added, epsilon, least);
    w += 16;
    g += 16;
    s += 16;
    count -= 4;
  }
  if (count > 0) {
    step(plain, false, w, g, s, count, scale, limit, l1, l2, back, kept, added, epsilon, least);
  }
}

// @ts-ignore: decorator
@inline
function step(
  plain: bool, whole: bool, w: usize, g: usize, s: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128,
  back: v128, kept: v128, added: v128, epsilon: v128, least: v128,
): void {
  const value = f32x4_load(whole, w, count);
  const raw = f32x4_load(whole, g, count);
  const gradient = f32x4_gradient(plain, raw, value, scale, limit, l1, l2);
  const square = f32x4_mean_square(f32x4_load(whole, s, count), gradient, kept, added, least);
  const change = f32x4.div(gradient, f32x4.add(f32x4.sqrt(square), epsilon));
  f32x4_store(whole, s, square, count);
  f32x4_store(whole, w, madd(back, change, value), count);
}
