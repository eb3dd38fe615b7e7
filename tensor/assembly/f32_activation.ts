import {
  f32x4_normal_density, f32x4_normal_distribution, f32x4_sigmoid, f32x4_softplus, f32x4_tanh,
} from "./f32x4_functions";
import { f32x4_load, f32x4_load_end, f32x4_store, f32x4_store_end } from "./f32x4_part";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32_sum_rows } from "./f32_rows";

/** The numbers by which the engine names the activations. */
const LINEAR = 0, RELU = 1, LEAKY_RELU = 2, SIGMOID = 3, TANH = 4, GELU = 5, SOFTPLUS = 6;

/**
 * f32_activation: y = f(x + b) for every row of x; from may be to.
 *
 * from   [rows, columns], row stride `fromStep` bytes
 * bias   [columns], or 0 for none
 * to     [rows, columns], row stride `toStep` bytes
 * slope  that of leaky relu below 0
 *
 * NaN stays NaN. Linear and relu take one pass; others add the bias first, to a
 * row that stays in L1.
 */
export function f32_activation(
  kind: i32, from: usize, fromStep: usize, bias: usize, to: usize, toStep: usize,
  rows: i32, columns: i32, slope: f32,
): void {
  const slopes = f32x4.splat(slope), floor = f32x4.splat(kind == RELU ? 0 : -Infinity);
  for (; rows > 0; rows--) {
    const isAdded = bias || kind <= RELU, at = isAdded ? to : from;
    if (isAdded) add_bias(from, bias, to, columns, floor);
    if (kind > RELU) map(kind, at, to, columns, slopes);
    from += fromStep;
    to += toStep;
  }
}

/** f32_epilogue: f32_activation of C in place, if it changes anything. */
export function f32_epilogue(
  bias: usize, kind: i32, slope: f32, c: usize, ldc: usize, rows: i32, columns: i32,
): void {
  if (bias || kind != LINEAR) f32_activation(kind, c, ldc, bias, c, ldc, rows, columns, slope);
}

/**
 * f32_activation_gradient: g · f'(x) for every row of g, and the sums of its
 * columns; gradient may be to.
 *
 * saved         x for gelu and softplus, y = f(x) for the others
 * gradient, to  [rows, columns] as saved, row stride `step` bytes
 * sums          [columns], overwritten, or 0 for none
 *
 * The rows are summed from the cache that they were written to.
 */
export function f32_activation_gradient(
  kind: i32, saved: usize, gradient: usize, to: usize, sums: usize,
  rows: i32, columns: i32, step: usize, slope: f32,
): void {
  const slopes = f32x4.splat(slope), first = to;
  const isFlat = step == 4 * columns, count = isFlat ? rows * columns : columns;
  for (let left = isFlat ? 1 : rows; left > 0; left--) {
    if (kind == LINEAR) memory.copy(to, gradient, 4 * count);
    else map_gradient(kind, saved, gradient, to, count, slopes);
    saved += step;
    gradient += step;
    to += step;
  }
  if (sums) f32_sum_rows(first, sums, rows, columns, step);
}

// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
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

function map(kind: i32, from: usize, to: usize, count: i32, slope: v128): void {
  for (; count > 0; count -= 4) {
    const whole = count >= 4;
    f32x4_store(whole, to, value(kind, f32x4_load(whole, from, count), slope), count);
    from += 16;
    to += 16;
  }
}

function map_gradient(
  kind: i32, saved: usize, gradient: usize, to: usize, count: i32, slope: v128,
): void {
  // relu takes less time than to ask whether a vector is whole
  for (; kind == RELU && count >= 4; count -= 4) {
    const part = derivative(RELU, v128.load(saved), slope);
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

/**
 * Adds the bias, if there is one, to a row, and brings what is below floor up to
 * it. The last vector may overlap the one before, and is read before that is
 * written.
 */
// @ts-ignore: decorator
@inline
function add_bias(from: usize, bias: usize, to: usize, columns: i32, floor: v128): void {
  const bytes: usize = 4 * columns, stop = to + (bytes & ~15), end = to + bytes;
  const rest = columns & 3;
  let last = rest ? f32x4_load_end(from + bytes, columns) : floor;
  if (rest && bias) last = f32x4.add(last, f32x4_load_end(bias + bytes, columns));
  while (to < stop) {
    let x = v128.load(from);
    if (bias) {
      x = f32x4.add(x, v128.load(bias));
      bias += 16;
    }
    v128.store(to, f32x4.pmax(x, floor)); // NaN stays
    from += 16;
    to += 16;
  }
  if (rest) f32x4_store_end(end, f32x4.pmax(last, floor), columns);
}
