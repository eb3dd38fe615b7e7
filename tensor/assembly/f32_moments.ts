import { f32x4_load, f32x4_store } from "./f32x4_part";
import { f32x4_of_halves, f64x2_high, f64x2_low, f64x2_sum_halves } from "./f64x2_halves";

/**
 * f32_column_moments: mean and variance of each column of x [rows, columns], by
 * two passes in float64.
 *
 * Needs rows >= 1. Four columns at a time, whose rows are still in the cache at
 * the second pass.
 */
export function f32_column_moments(
  x: usize, mean: usize, variance: usize, rows: i32, columns: i32,
): void {
  const step: usize = 4 * columns;
  for (; columns >= 4; columns -= 4) {
    column_block(true, x, mean, variance, rows, step, 4);
    x += 16;
    mean += 16;
    variance += 16;
  }
  if (columns > 0) column_block(false, x, mean, variance, rows, step, columns);
}

// @ts-ignore: decorator
@inline
function column_block(
  whole: bool, x: usize, mean: usize, variance: usize, rows: i32, step: usize, columns: i32,
): void {
  const end = x + rows * step;
  const share = f64x2.splat(1 / <f64>rows);
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let at = x; at < end; at += step) {
    const value = f32x4_load(whole, at, columns);
    low = f64x2.add(low, f64x2_low(value));
    high = f64x2.add(high, f64x2_high(value));
  }
  const meanLow = f64x2.mul(low, share), meanHigh = f64x2.mul(high, share);
  f32x4_store(whole, mean, f32x4_of_halves(meanLow, meanHigh), columns);
  low = f64x2.splat(0), high = f64x2.splat(0);
  for (let at = x; at < end; at += step) {
    const value = f32x4_load(whole, at, columns);
    const deviationLow = f64x2.sub(f64x2_low(value), meanLow);
    const deviationHigh = f64x2.sub(f64x2_high(value), meanHigh);
    low = f64x2.add(low, f64x2.mul(deviationLow, deviationLow));
    high = f64x2.add(high, f64x2.mul(deviationHigh, deviationHigh));
  }
  low = f64x2.mul(low, share);
  high = f64x2.mul(high, share);
  f32x4_store(whole, variance, f32x4_of_halves(low, high), columns);
}

/**
 * f32_row_moments: mean and variance of each row of x [rows, columns], by two
 * passes in float64.
 *
 * Needs columns >= 1.
 */
export function f32_row_moments(
  x: usize, mean: usize, variance: usize, rows: i32, columns: i32,
): void {
  const whole: usize = 4 * (columns & ~3);
  const share = 1 / <f64>columns;
  for (let row = 0; row < rows; row++) {
    const end = x + whole, last = end + 4 * (columns & 3);
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (let at = x; at < end; at += 16) {
      const value = v128.load(at);
      low = f64x2.add(low, f64x2_low(value));
      high = f64x2.add(high, f64x2_high(value));
    }
    let sum = f64x2_sum_halves(low, high);
    for (let at = end; at < last; at += 4) sum += <f64>load<f32>(at);
    const rowMean = sum * share;
    store<f32>(mean + 4 * row, <f32>rowMean);

    const means = f64x2.splat(rowMean);
    low = f64x2.splat(0), high = f64x2.splat(0);
    for (let at = x; at < end; at += 16) {
      const value = v128.load(at);
      const deviationLow = f64x2.sub(f64x2_low(value), means);
      const deviationHigh = f64x2.sub(f64x2_high(value), means);
      low = f64x2.add(low, f64x2.mul(deviationLow, deviationLow));
      high = f64x2.add(high, f64x2.mul(deviationHigh, deviationHigh));
    }
    sum = f64x2_sum_halves(low, high);
    for (let at = end; at < last; at += 4) {
      const deviation = <f64>load<f32>(at) - rowMean;
      sum += deviation * deviation;
    }
    store<f32>(variance + 4 * row, <f32>(sum * share));
    x = last;
  }
}
