import { f32x4_exp } from "./f32x4_exp";
import { f32x4_log1p_unit } from "./f32x4_functions";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_keep_part, f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_sum, SUM_BLOCK } from "./f32x4_sum";
import { f32_exp_sum, f32_largest, f32_scale } from "./f32_softmax";

/**
 * f32_softmax_crossentropy: Σ y (ln Σ e^z - z) over all rows, and the gradient
 * (p Σ y - y) / rows.
 *
 * logits, targets, gradient  [rows, columns]; gradient is overwritten
 *
 * Logits are shifted by the row's maximum. A target of 0 adds nothing, even
 * where its logit is -∞. Sums in float32 over SUM_BLOCK columns, from there in
 * float64.
 */
export function f32_softmax_crossentropy(
  logits: usize, targets: usize, gradient: usize, rows: i32, columns: i32,
): f64 {
  const bytes = 4 * columns, whole = bytes & ~15, rest = columns & 3;
  const zero = f32x4.splat(0);
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const largest = f32_largest(logits, columns);
    const sum = f32_exp_sum(logits, gradient, columns, largest);
    const shifts = f32x4.splat(largest);
    let weight: f64 = 0, dot: f64 = 0;
    for (let start: i32 = 0; start < whole; start += 4 * SUM_BLOCK) {
      const end = min(start + 4 * SUM_BLOCK, whole);
      let weights = zero, dots = zero;
      for (let at = start; at < end; at += 16) {
        const y = v128.load(targets + at);
        const z = f32x4.sub(v128.load(logits + at), shifts);
        weights = f32x4.add(weights, y);
        dots = madd(y, v128.andnot(z, f32x4.eq(y, zero)), dots);
      }
      weight += f32x4_sum(weights);
      dot += f32x4_sum(dots);
    }
    if (rest) {
      const y = f32x4_load_part(targets + whole, rest);
      const z = f32x4.sub(f32x4_load_part(logits + whole, rest), shifts);
      weight += f32x4_sum(y);
      dot += f32x4_sum(f32x4.mul(y, v128.andnot(z, f32x4.eq(y, zero))));
    }
    loss += weight * Math.log(sum) - dot;

    const p = f32x4.splat(<f32>(weight / (sum * rows)));
    const q = f32x4.splat(<f32>(1 / <f64>rows));
    for (let at: i32 = 0; at < whole; at += 16) {
      const y = f32x4.mul(v128.load(targets + at), q);
      v128.store(gradient + at, f32x4.sub(f32x4.mul(v128.load(gradient + at), p), y));
    }
    if (rest) {
      const y = f32x4.mul(f32x4_load_part(targets + whole, rest), q);
      const e = f32x4_load_part(gradient + whole, rest);
      f32x4_store_part(gradient + whole, f32x4.sub(f32x4.mul(e, p), y), rest);
    }
    logits += bytes;
    targets += bytes;
    gradient += bytes;
  }
  return loss;
}

/** {@link f32_softmax_crossentropy} against one class per row, labels [rows]. */
export function f32_sparse_softmax_crossentropy(
  logits: usize, labels: usize, gradient: usize, rows: i32, columns: i32,
): f64 {
  const each = 1 / <f64>rows;
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const largest = f32_largest(logits, columns);
    const sum = f32_exp_sum(logits, gradient, columns, largest);
    const target = 4 * <i32>load<f32>(labels + 4 * row);
    loss += Math.log(sum) - (<f64>load<f32>(logits + target) - <f64>largest);
    f32_scale(gradient, columns, <f32>(each / sum));
    store<f32>(gradient + target, load<f32>(gradient + target) - <f32>each);
    logits += 4 * columns;
    gradient += 4 * columns;
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
