import { f32_is_plain, f32x4_gradient } from "./f32x4_gradient";
import { f32x4_load, f32x4_store } from "./f32x4_part";

/**
 * f32_descend: one step of gradient descent for count elements, in place.
 *
 * w -= rate · g
 *
 * w, g  [count]; scale, limit, l1, l2 as in {@link f32x4_gradient}
 *
 * It does little else than load and store, so the plain one scales the rate.
 */
export function f32_descend(
  w: usize, g: usize, count: i32, scale: f32, limit: f32, l1: f32, l2: f32, rate: f32,
): void {
  const scales = f32x4.splat(scale), limits = f32x4.splat(limit);
  const l1s = f32x4.splat(l1), l2s = f32x4.splat(l2);
  if (f32_is_plain(limit, l1, l2)) {
    update(true, w, g, count, scales, limits, l1s, l2s, f32x4.splat(scale * rate));
  } else {
    update(false, w, g, count, scales, limits, l1s, l2s, f32x4.splat(rate));
  }
}

// @ts-ignore: decorator
@inline
function update(
  plain: bool, w: usize, g: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128, rate: v128,
): void {
  while (count >= 16) {
    step(plain, true, w, g, 4, scale, limit, l1, l2, rate);
    step(plain, true, w + 16, g + 16, 4, scale, limit, l1, l2, rate);
    step(plain, true, w + 32, g + 32, 4, scale, limit, l1, l2, rate);
    step(plain, true, w + 48, g + 48, 4, scale, limit, l1, l2, rate);
    w += 64;
    g += 64;
    count -= 16;
  }
  while (count >= 4) {
    step(plain, true, w, g, 4, scale, limit, l1, l2, rate);
    w += 16;
    g += 16;
    count -= 4;
  }
  if (count > 0) step(plain, false, w, g, count, scale, limit, l1, l2, rate);
}

// @ts-ignore: decorator
@inline
function step(
  plain: bool, whole: bool, w: usize, g: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128, rate: v128,
): void {
  const value = f32x4_load(whole, w, count);
  const raw = f32x4_load(whole, g, count);
  const gradient = plain ? raw : f32x4_gradient(false, raw, value, scale, limit, l1, l2);
  f32x4_store(whole, w, f32x4.sub(value, f32x4.mul(rate, gradient)), count);
}
