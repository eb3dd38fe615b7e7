import {
  f32x4_normal_density, f32x4_normal_distribution, f32x4_sigmoid, f32x4_softplus, f32x4_tanh,
} from "./f32x4_functions";
import { f32x4_load, f32x4_store } from "./f32x4_part";
import { f32x4_madd as madd } from "./f32x4_madd";

/** The numbers by which the engine names the activations. */
const RELU = 1, LEAKY_RELU = 2, SIGMOID = 3, TANH = 4, GELU = 5, SOFTPLUS = 6;

/**
 * f32_activation: y = f(x) for count elements; from may be to.
 * slope: that of leaky relu below 0. NaN stays NaN.
 */
export function f32_activation(kind: i32, from: usize, to: usize, count: i32, slope: f32): void {
  const slopes = f32x4.splat(slope);
  if (kind == RELU) map(RELU, from, to, count, slopes);
  else if (kind == LEAKY_RELU) map(LEAKY_RELU, from, to, count, slopes);
  else if (kind == SIGMOID) map(SIGMOID, from, to, count, slopes);
  else if (kind == TANH) map(TANH, from, to, count, slopes);
  else if (kind == GELU) map(GELU, from, to, count, slopes);
  else if (kind == SOFTPLUS) map(SOFTPLUS, from, to, count, slopes);
  else memory.copy(to, from, 4 * count);
}

/**
 * f32_activation_gradient: g · f'(x) for count elements; gradient may be to.
 * saved: x for gelu and softplus, y = f(x) for the others.
 */
export function f32_activation_gradient(
  kind: i32, saved: usize, gradient: usize, to: usize, count: i32, slope: f32,
): void {
  const slopes = f32x4.splat(slope);
  if (kind == RELU) map_gradient(RELU, saved, gradient, to, count, slopes);
  else if (kind == LEAKY_RELU) map_gradient(LEAKY_RELU, saved, gradient, to, count, slopes);
  else if (kind == SIGMOID) map_gradient(SIGMOID, saved, gradient, to, count, slopes);
  else if (kind == TANH) map_gradient(TANH, saved, gradient, to, count, slopes);
  else if (kind == GELU) map_gradient(GELU, saved, gradient, to, count, slopes);
  else if (kind == SOFTPLUS) map_gradient(SOFTPLUS, saved, gradient, to, count, slopes);
  else memory.copy(to, gradient, 4 * count);
}

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == RELU) return f32x4.pmax(x, zero); // NaN stays
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, slope), x, f32x4.lt(x, zero));
  if (kind == SIGMOID) return f32x4_sigmoid(x);
  if (kind == TANH) return f32x4_tanh(x);
  if (kind == SOFTPLUS) return f32x4_softplus(x);
  // -∞ · 0 would be NaN
  const lowest = f32x4.pmax(f32x4.splat(-1e30), x);
  return f32x4.mul(lowest, f32x4_normal_distribution(x));
}

// @ts-ignore: decorator
@inline
function derivative(kind: i32, saved: v128, slope: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == RELU || kind == LEAKY_RELU) {
    const above = f32x4.gt(saved, zero);
    const plain = kind == RELU ? v128.and(one, above) : v128.bitselect(one, slope, above);
    return v128.or(plain, f32x4.ne(saved, saved)); // all bits set is NaN
  }
  if (kind == SIGMOID) return f32x4.mul(saved, f32x4.sub(one, saved));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(saved, saved));
  if (kind == SOFTPLUS) return f32x4_sigmoid(saved);
  // ∞ · 0 would be NaN, and the density is 0 beyond 20
  const near = f32x4.min(f32x4.max(saved, f32x4.splat(-20)), f32x4.splat(20));
  return madd(near, f32x4_normal_density(near), f32x4_normal_distribution(saved));
}

// @ts-ignore: decorator
@inline
function map(kind: i32, from: usize, to: usize, count: i32, slope: v128): void {
  // relu takes less time than to ask whether a vector is whole
  for (; kind == RELU && count >= 4; count -= 4) {
    v128.store(to, value(kind, v128.load(from), slope));
    from += 16;
    to += 16;
  }
  for (; count > 0; count -= 4) {
    const whole = count >= 4;
    f32x4_store(whole, to, value(kind, f32x4_load(whole, from, count), slope), count);
    from += 16;
    to += 16;
  }
}

// @ts-ignore: decorator
@inline
function map_gradient(
  kind: i32, saved: usize, gradient: usize, to: usize, count: i32, slope: v128,
): void {
  for (; kind == RELU && count >= 4; count -= 4) {
    const part = derivative(kind, v128.load(saved), slope);
    v128.store(to, f32x4.mul(v128.load(gradient), part));
    saved += 16;
    gradient += 16;
    to += 16;
  }
  for (; count > 0; count -= 4) {
    const whole = count >= 4;
    const part = derivative(kind, f32x4_load(whole, saved, count), slope);
    f32x4_store(whole, to, f32x4.mul(f32x4_load(whole, gradient, count), part), count);
    saved += 16;
    gradient += 16;
    to += 16;
  }
}
