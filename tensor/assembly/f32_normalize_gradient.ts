import { f32x4_inverse_deviation } from "./f32_normalize";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load, f32x4_store } from "./f32x4_part";
import { f32x4_of_halves, f64x2_high, f64x2_low, f64x2_sum_halves } from "./f64x2_halves";

/**
 * f32_normalize_columns_gradient: gradients of f32_normalize_columns whose mean
 * and variance are those of its x.
 *
 * x, gradient, to                                    [rows, columns]; to 0 for none
 * mean, variance, gamma, gammaGradient, betaGradient  [columns]
 *
 * Needs rows >= 1 unless to is 0. Sums in float64, over four columns at a time.
 */
export function f32_normalize_columns_gradient(
  x: usize, mean: usize, variance: usize, gamma: usize, gradient: usize,
  to: usize, gammaGradient: usize, betaGradient: usize, rows: i32, columns: i32, epsilon: f32,
): void {
  const step: usize = 4 * columns;
  for (; columns >= 4; columns -= 4) {
    column_block(
      true, x, mean, variance, gamma, gradient, to, gammaGradient, betaGradient,
      rows, step, 4, epsilon,
    );
    x += 16;
    mean += 16;
    variance += 16;
    gamma += 16;
    gradient += 16;
    if (to) to += 16;
    gammaGradient += 16;
    betaGradient += 16;
  }
  if (columns > 0) {
    column_block(
      false, x, mean, variance, gamma, gradient, to, gammaGradient, betaGradient,
      rows, step, columns, epsilon,
    );
  }
}

// @ts-ignore: decorator
@inline
function column_block(
  whole: bool, x: usize, mean: usize, variance: usize, gamma: usize, gradient: usize,
  to: usize, gammaGradient: usize, betaGradient: usize,
  rows: i32, step: usize, columns: i32, epsilon: f32,
): void {
  const means = f32x4_load(whole, mean, columns);
  const inverse = f32x4_inverse_deviation(f32x4_load(whole, variance, columns), epsilon);
  let low = f64x2.splat(0), high = f64x2.splat(0);
  let dotLow = f64x2.splat(0), dotHigh = f64x2.splat(0);
  for (let row = 0, at: usize = 0; row < rows; row++, at += step) {
    const g = f32x4_load(whole, gradient + at, columns);
    const product = f32x4.mul(g, f32x4.sub(f32x4_load(whole, x + at, columns), means));
    low = f64x2.add(low, f64x2_low(g));
    high = f64x2.add(high, f64x2_high(g));
    dotLow = f64x2.add(dotLow, f64x2_low(product));
    dotHigh = f64x2.add(dotHigh, f64x2_high(product));
  }
  const sums = f32x4_of_halves(low, high);
  const dots = f32x4.mul(f32x4_of_halves(dotLow, dotHigh), inverse);
  f32x4_store(whole, betaGradient, sums, columns);
  f32x4_store(whole, gammaGradient, dots, columns);
  if (!to) return;

  const share = f32x4.splat(<f32>(1 / <f64>rows));
  const factor = f32x4.mul(f32x4_load(whole, gamma, columns), inverse);
  const shift = f32x4.mul(sums, share);
  const slope = f32x4.mul(f32x4.mul(dots, share), inverse);
  for (let row = 0, at: usize = 0; row < rows; row++, at += step) {
    const deviation = f32x4.sub(f32x4_load(whole, x + at, columns), means);
    const g = f32x4.sub(f32x4_load(whole, gradient + at, columns), shift);
    const rest = f32x4.sub(g, f32x4.mul(deviation, slope));
    f32x4_store(whole, to + at, f32x4.mul(rest, factor), columns);
  }
}

/**
 * f32_normalize_rows_gradient: gradients of f32_normalize_rows whose mean and
 * variance are those of its x.
 *
 * x, gradient, to                      [rows, columns]; to 0 for none
 * mean, variance                       [rows]
 * gamma, gammaGradient, betaGradient   [columns]
 * inverses                             [rows], overwritten
 *
 * Needs columns >= 1. Sums in float64.
 */
export function f32_normalize_rows_gradient(
  x: usize, mean: usize, variance: usize, gamma: usize, gradient: usize,
  to: usize, gammaGradient: usize, betaGradient: usize, rows: i32, columns: i32, epsilon: f32,
  inverses: usize,
): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const inverse = f32x4_inverse_deviation(v128.load32_splat(variance + 4 * row), epsilon);
    store<f32>(inverses + 4 * row, f32x4.extract_lane(inverse, 0));
  }
  affine_gradient(x, mean, inverses, gradient, gammaGradient, betaGradient, rows, columns);
  if (!to) return;
  const step: usize = 4 * columns;
  for (let row: usize = 0; row < <usize>rows; row++) {
    row_gradient(
      x, v128.load32_splat(mean + 4 * row), v128.load32_splat(inverses + 4 * row),
      gamma, gradient, to, columns,
    );
    x += step;
    gradient += step;
    to += step;
  }
}

/** Sums over the rows of the gradient, and of its products with normalized x. */
function affine_gradient(
  x: usize, mean: usize, inverses: usize, gradient: usize,
  gammaGradient: usize, betaGradient: usize, rows: i32, columns: i32,
): void {
  const step: usize = 4 * columns;
  for (; columns >= 4; columns -= 4) {
    affine_block(true, x, mean, inverses, gradient, gammaGradient, betaGradient, rows, step, 4);
    x += 16;
    gradient += 16;
    gammaGradient += 16;
    betaGradient += 16;
  }
  if (columns > 0) {
    affine_block(
      false, x, mean, inverses, gradient, gammaGradient, betaGradient, rows, step, columns,
    );
  }
}

// @ts-ignore: decorator
@inline
function affine_block(
  whole: bool, x: usize, mean: usize, inverses: usize, gradient: usize,
  gammaGradient: usize, betaGradient: usize, rows: i32, step: usize, columns: i32,
): void {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  let dotLow = f64x2.splat(0), dotHigh = f64x2.splat(0);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const deviation = f32x4.sub(f32x4_load(whole, x, columns), v128.load32_splat(mean + 4 * row));
    const normalized = f32x4.mul(deviation, v128.load32_splat(inverses + 4 * row));
    const g = f32x4_load(whole, gradient, columns);
    const product = f32x4.mul(g, normalized);
    low = f64x2.add(low, f64x2_low(g));
    high = f64x2.add(high, f64x2_high(g));
    dotLow = f64x2.add(dotLow, f64x2_low(product));
    dotHigh = f64x2.add(dotHigh, f64x2_high(product));
    x += step;
    gradient += step;
  }
  f32x4_store(whole, betaGradient, f32x4_of_halves(low, high), columns);
  f32x4_store(whole, gammaGradient, f32x4_of_halves(dotLow, dotHigh), columns);
}

/** Gradient for one row of x; mean and inverse are alike in all lanes. */
function row_gradient(
  x: usize, mean: v128, inverse: v128, gamma: usize, gradient: usize, to: usize, columns: i32,
): void {
  const whole: usize = 4 * (columns & ~3);
  const rest = columns & 3;
  let low = f64x2.splat(0), high = f64x2.splat(0);
  let dotLow = f64x2.splat(0), dotHigh = f64x2.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    const scaled = f32x4.mul(v128.load(gradient + at), v128.load(gamma + at));
    const product = f32x4.mul(scaled, f32x4.sub(v128.load(x + at), mean));
    low = f64x2.add(low, f64x2_low(scaled));
    high = f64x2.add(high, f64x2_high(scaled));
    dotLow = f64x2.add(dotLow, f64x2_low(product));
    dotHigh = f64x2.add(dotHigh, f64x2_high(product));
  }
  let sum = f64x2_sum_halves(low, high), dot = f64x2_sum_halves(dotLow, dotHigh);
  const center = f32x4.extract_lane(mean, 0);
  for (let at = whole; at < whole + 4 * rest; at += 4) {
    const scaled = load<f32>(gradient + at) * load<f32>(gamma + at);
    sum += <f64>scaled;
    dot += <f64>(scaled * (load<f32>(x + at) - center));
  }

  const share = 1 / <f64>columns;
  const shift = f32x4.splat(<f32>(sum * share));
  const meanProduct = f32x4.splat(<f32>(dot * share));
  const slope = f32x4.mul(f32x4.mul(meanProduct, inverse), inverse);
  for (let at: usize = 0; at < whole; at += 16) {
    gradient_part(true, x + at, mean, inverse, gamma + at, gradient + at, to + at, shift, slope, 4);
  }
  if (rest > 0) {
    gradient_part(
      false, x + whole, mean, inverse, gamma + whole, gradient + whole, to + whole, shift, slope,
      rest,
    );
  }
}

/** (g · gamma - shift - (x - mean) · slope) · inverse */
// @ts-ignore: decorator
@inline
function gradient_part(
  whole: bool, x: usize, mean: v128, inverse: v128, gamma: usize, gradient: usize, to: usize,
  shift: v128, slope: v128, count: i32,
): void {
  const deviation = f32x4.sub(f32x4_load(whole, x, count), mean);
  const g = f32x4_load(whole, gradient, count);
  const scaled = madd(g, f32x4_load(whole, gamma, count), f32x4.neg(shift));
  const rest = f32x4.sub(scaled, f32x4.mul(deviation, slope));
  f32x4_store(whole, to, f32x4.mul(rest, inverse), count);
}
