import { f32_is_plain, f32x4_gradient } from "./f32x4_gradient";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_flush, f32x4_mean_square } from "./f32x4_mean";
import { f32x4_load, f32x4_store } from "./f32x4_part";

/**
 * f32_adam: one step of Adam for count elements, in place.
 *
 * m += rest1 · (g - m), v = beta2 · v + rest2 · g²,
 * w -= rate · m / (root · √v + epsilon) + decay · w
 *
 * w, g, m, v  [count]; rest1 and rest2 are 1 - beta, rounded once; rate and root
 * hold the corrections of the bias; decay is 0 unless decoupled from g; scale,
 * limit, l1, l2 as in {@link f32x4_gradient}
 *
 * The time is that of one division and one root per vector.
 */
export function f32_adam(
  w: usize, g: usize, m: usize, v: usize, count: i32,
  scale: f32, limit: f32, l1: f32, l2: f32,
  rate: f32, rest1: f32, beta2: f32, rest2: f32, root: f32, epsilon: f32, decay: f32,
): void {
  const scales = f32x4.splat(scale), limits = f32x4.splat(limit);
  const l1s = f32x4.splat(l1), l2s = f32x4.splat(l2);
  const back = f32x4.splat(-rate), added = f32x4.splat(rest1);
  const kept = f32x4.splat(beta2), squares = f32x4.splat(rest2);
  const roots = f32x4.splat(root), epsilons = f32x4.splat(epsilon);
  const lost = f32x4.splat(-decay), least = f32x4.splat(f32.MIN_NORMAL_VALUE);
  if (f32_is_plain(limit, l1, l2)) {
    update(
      true, w, g, m, v, count, scales, limits, l1s, l2s,
      back, added, kept, squares, roots, epsilons, lost, least,
    );
  } else {
    update(
      false, w, g, m, v, count, scales, limits, l1s, l2s,
      back, added, kept, squares, roots, epsilons, lost, least,
    );
  }
}

// @ts-ignore: decorator
@inline
function update(
  plain: bool, w: usize, g: usize, m: usize, v: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128,
  back: v128, added: v128, kept: v128, squares: v128, root: v128, epsilon: v128, lost: v128,
  least: v128,
): void {
  while (count >= 4) {
    step(
      plain, true, w, g, m, v, 4, scale, limit, l1, l2,
      back, added, kept, squares, root, epsilon, lost, least,
    );
    w += 16;
    g += 16;
    m += 16;
    v += 16;
    count -= 4;
  }
  if (count > 0) {
    step(
      plain, false, w, g, m, v, count, scale, limit, l1, l2,
      back, added, kept, squares, root, epsilon, lost, least,
    );
  }
}

// @ts-ignore: decorator
@inline
function step(
  plain: bool, whole: bool, w: usize, g: usize, m: usize, v: usize, count: i32,
  scale: v128, limit: v128, l1: v128, l2: v128,
  back: v128, added: v128, kept: v128, squares: v128, root: v128, epsilon: v128, lost: v128,
  least: v128,
): void {
  const value = f32x4_load(whole, w, count);
  const raw = f32x4_load(whole, g, count);
  const gradient = f32x4_gradient(plain, raw, value, scale, limit, l1, l2);
  const past = f32x4_load(whole, m, count);
  const mean = f32x4_flush(madd(added, f32x4.sub(gradient, past), past));
  const square = f32x4_mean_square(f32x4_load(whole, v, count), gradient, kept, squares, least);
  const change = f32x4.div(mean, madd(root, f32x4.sqrt(square), epsilon));
  f32x4_store(whole, m, mean, count);
  f32x4_store(whole, v, square, count);
  f32x4_store(whole, w, madd(back, change, madd(lost, value, value)), count);
}
