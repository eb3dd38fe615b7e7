import { f32x4_exp } from "./f32x4_exp";
import { f32x4_log1p_unit } from "./f32x4_functions";
import {
  f32x4_keep_part, f32x4_load, f32x4_load_end, f32x4_load_part, f32x4_store, f32x4_store_end,
  f32x4_store_part,
} from "./f32x4_part";
import { f32x4_sum } from "./f32x4_sum";
import { f32_shift_rows, f32_softmax, f32_softmax_rows, f32_sum } from "./f32_softmax";
import { f64x2_high, f64x2_low, f64x2_sum_halves } from "./f64x2_halves";

/**
 * f32_softmax_crossentropy: Σ y (ln Σ e^z - z) over all rows, and the gradient
 * (p Σ y - y) / rows.
 *
 * logits, targets, gradient  [rows, columns]; gradient is overwritten
 *
 * Needs columns >= 1.
 * Logits are shifted by the row's maximum. A target of 0 adds nothing, even
 * where its logit is -∞. Sums in float32 over SUM_BLOCK columns, from there in
 * float64.
 * Exponentials and Σ y z know no rows, and so no tails of rows. Where Σ y is 1,
 * one logarithm serves a block of rows: that of the product of their sums.
 */
export function f32_softmax_crossentropy(
  logits: usize, targets: usize, gradient: usize, rows: i32, columns: i32,
): f64 {
  const q = f32x4.splat(<f32>(1 / <f64>rows)), most = f32_softmax_rows(columns);
  let loss: f64 = 0;
  for (let left = rows; left > 0; left -= most) {
    const block = min(left, most);
    let product: f64 = 1;
    f32_shift_rows(logits, gradient, block, columns);
    loss -= exp_dot(gradient, targets, block * columns);
    for (let row = 0; row < block; row++) {
      const sum = f32_sum(gradient, columns), weight = f32_sum(targets, columns);
      if (weight == 1) product *= sum;
      else loss += weight * Math.log(sum);
      to_gradient(gradient, targets, columns, f32x4.splat(<f32>(weight / (sum * rows))), q);
      targets += 4 * columns;
      gradient += 4 * columns;
    }
    logits += 4 * block * columns;
    loss += Math.log(product);
  }
  return loss;
}

/** Replaces count shifted logits z by e^z, and gives Σ y z. */
// @ts-ignore: decorator
@inline
function exp_dot(z: usize, y: usize, count: i32): f64 {
  const zero = f32x4.splat(0);
  let low = zero, high = zero;
  for (; count > 0; count -= 4) {
    const whole = count >= 4;
    const logits = f32x4_load(whole, z, count), targets = f32x4_load(whole, y, count);
    const terms = f32x4.mul(targets, v128.andnot(logits, f32x4.eq(targets, zero)));
    low = f64x2.add(low, f64x2_low(terms));
    high = f64x2.add(high, f64x2_high(terms));
    f32x4_store(whole, z, f32x4_exp(logits), count);
    z += 16;
    y += 16;
  }
  return f64x2_sum_halves(low, high);
}

/** Replaces count >= 1 exponentials e of a row by e p - y q. */
// @ts-ignore: decorator
@inline
function to_gradient(e: usize, y: usize, count: i32, p: v128, q: v128): void {
  const end = e + 4 * count;
  const targets = f32x4.mul(f32x4_load_end(y + 4 * count, count), q);
  const last = f32x4.sub(f32x4.mul(f32x4_load_end(end, count), p), targets);
  for (let left = count; left >= 4; left -= 4) {
    v128.store(e, f32x4.sub(f32x4.mul(v128.load(e), p), f32x4.mul(v128.load(y), q)));
    e += 16;
    y += 16;
  }
  f32x4_store_end(end, last, count);
}

/** {@link f32_softmax_crossentropy} against one class per row, labels [rows]. */
export function f32_sparse_softmax_crossentropy(
  logits: usize, labels: usize, gradient: usize, rows: i32, columns: i32,
): f64 {
  const each = 1 / <f64>rows;
  let loss = f32_softmax(logits, gradient, rows, columns, each);
  for (let row = 0; row < rows; row++) {
    const target = 4 * (row * columns + <i32>load<f32>(labels + 4 * row));
    loss -= load<f32>(logits + target);
    store<f32>(gradient + target, load<f32>(gradient + target) - <f32>each);
  }
  return loss;
}

/**
 * f32_sigmoid_crossentropy: Σ max(z, 0) - z y + ln(1 + e^-|z|) over all
 * elements, and the gradient (p - y) / rows.
 *
 * logits, targets, gradient  [count]; gradient is overwritten
 */
export function f32_sigmoid_crossentropy(
  logits: usize, targets: usize, gradient: usize, count: i32, rows: i32,
): f64 {
  const each = f32x4.splat(<f32>(1 / <f64>rows));
  let loss: f64 = 0;
  for (let i = 0; i < count; i += 4) {
    const left = count - i;
    const z = left >= 4 ? v128.load(logits) : f32x4_load_part(logits, left);
    const y = left >= 4 ? v128.load(targets) : f32x4_load_part(targets, left);
    const zero = f32x4.splat(0), one = f32x4.splat(1);
    const e = f32x4_exp(f32x4.neg(f32x4.abs(z)));
    const above = f32x4.div(one, f32x4.add(one, e));
    const p = v128.bitselect(f32x4.mul(e, above), above, f32x4.lt(z, zero));
    const g = f32x4.mul(f32x4.sub(p, y), each);
    const value = f32x4.add(f32x4.sub(f32x4.max(z, zero), f32x4.mul(z, y)), f32x4_log1p_unit(e));
    if (left >= 4) {
      v128.store(gradient, g);
      loss += f32x4_sum(value);
    } else {
      f32x4_store_part(gradient, g, left);
      loss += f32x4_sum(f32x4_keep_part(value, zero, left));
    }
    logits += 16;
    targets += 16;
    gradient += 16;
  }
  return loss;
}
