import { f32_is_plain, f32x4_gradient } from "./f32x4_gradient";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_flush } from "./f32x4_mean";
import { f32x4_load, f32x4_store } from "./f32x4_part";

/**
 * f32_momentum: one step with momentum for count elements, in place.
 *
 * v = momentum · v + g, then w -= rate · v, or with Nesterov's look ahead
 * w -= rate · (momentum · v + g)
 *
 * w, g, v  [count]; scale, limit, l1, l2 as in {@link f32x4_gradient}
 */
export function f32_momentum(
  w: usize, g: usize, v: usize, count: i32,
  scale: f32, limit: f32, l1: f32, l2: f32,
  rate: f32, momentum: f32, nesterov: bool,
): void {
  const scales = f32x4.splat(scale), limits = f32x4.splat(limit);
  const l1s = f32x4.splat(l1), l2s = f32x4.splat(l2);
  const back = f32x4.splat(-rate), kept = f32x4.splat(momentum);
  const plain = f32_is_plain(limit, l1, l2);
  if (nesterov) {
    if (plain) update(true, true, w, g, v, count, scales, limits, l1s, l2s, back, kept);
    else update(true, false, w, g, v, count, scales, limits, l1s, l2s, back, kept);
  } else {
    if (plain) update(false, true, w, g, v, count, scales, limits, l1s, l2s, back, kept);
    else update(false, false, w, g, v, count, scales, limits, l1s, l2s, back, kept);
  }
}

// @ts-ignore: decorator
@inline
function update(
  nesterov: bool, plain: bool, w: usize, g: usize, v: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128, back: v128, kept: v128,
): void {
  while (count >= 4) {
    step(nesterov, plain, true, w, g, v, 4, scale, limit, l1, l2, back, kept);
    w += 16;
    g += 16;
    v += 16;
    count -= 4;
  }
  if (count > 0) step(nesterov, plain, false, w, g, v, count, scale, limit, l1, l2, back, kept);
}

// @ts-ignore: decorator
@inline
function step(
  nesterov: bool, plain: bool, whole: bool, w: usize, g: usize, v: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128, back: v128, kept: v128,
): void {
  const value = f32x4_load(whole, w, count);
  const raw = f32x4_load(whole, g, count);
  const gradient = f32x4_gradient(plain, raw, value, scale, limit, l1, l2);
  const velocity = f32x4_flush(madd(kept, f32x4_load(whole, v, count), gradient));
  const change = nesterov ? madd(kept, velocity, gradient) : velocity;
  f32x4_store(whole, v, velocity, count);
  f32x4_store(whole, w, madd(back, change, value), count);
}
