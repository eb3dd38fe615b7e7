import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load, f32x4_store } from "./f32x4_part";

/** 1 / √(variance + epsilon) for each of four lanes. */
// @ts-ignore: decorator
@inline
export function f32x4_inverse_deviation(variance: v128, epsilon: f32): v128 {
  const deviation = f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
  return f32x4.div(f32x4.splat(1), deviation);
}

/**
 * f32_normalize_columns: (x - mean) / √(variance + epsilon) · gamma + beta for
 * x [rows, columns], all but x [columns]; from may be to.
 */
export function f32_normalize_columns(
  from: usize, mean: usize, variance: usize, gamma: usize, beta: usize, to: usize,
  rows: i32, columns: i32, epsilon: f32,
): void {
  const step: usize = 4 * columns;
  for (; columns >= 4; columns -= 4) {
    column_block(true, from, mean, variance, gamma, beta, to, rows, step, 4, epsilon);
    from += 16;
    mean += 16;
    variance += 16;
    gamma += 16;
    beta += 16;
    to += 16;
  }
  if (columns > 0) {
    column_block(false, from, mean, variance, gamma, beta, to, rows, step, columns, epsilon);
  }
}

// @ts-ignore: decorator
@inline
function column_block(
  whole: bool, from: usize, mean: usize, variance: usize, gamma: usize, beta: usize, to: usize,
  rows: i32, step: usize, columns: i32, epsilon: f32,
): void {
  const inverse = f32x4_inverse_deviation(f32x4_load(whole, variance, columns), epsilon);
  const factor = f32x4.mul(f32x4_load(whole, gamma, columns), inverse);
  const means = f32x4_load(whole, mean, columns), offset = f32x4_load(whole, beta, columns);
  for (let row = 0; row < rows; row++) {
    const deviation = f32x4.sub(f32x4_load(whole, from, columns), means);
    f32x4_store(whole, to, madd(deviation, factor, offset), columns);
    from += step;
    to += step;
  }
}

/**
 * f32_normalize_rows: (x - mean) / √(variance + epsilon) · gamma + beta for
 * x [rows, columns], mean and variance [rows], gamma and beta [columns]; from may
 * be to.
 */
export function f32_normalize_rows(
  from: usize, mean: usize, variance: usize, gamma: usize, beta: usize, to: usize,
  rows: i32, columns: i32, epsilon: f32,
): void {
  const whole: usize = 4 * (columns & ~3);
  const rest = columns & 3;
  for (let row = 0; row < rows; row++) {
    const means = v128.load32_splat(mean + 4 * row);
    const inverse = f32x4_inverse_deviation(v128.load32_splat(variance + 4 * row), epsilon);
    for (let at: usize = 0; at < whole; at += 16) {
      normalize_part(true, from + at, means, inverse, gamma + at, beta + at, to + at, 4);
    }
    if (rest > 0) {
      normalize_part(
        false, from + whole, means, inverse, gamma + whole, beta + whole, to + whole, rest,
      );
    }
    from += 4 * columns;
    to += 4 * columns;
  }
}

// @ts-ignore: decorator
@inline
function normalize_part(
  whole: bool, from: usize, means: v128, inverse: v128, gamma: usize, beta: usize, to: usize,
  count: i32,
): void {
  const normalized = f32x4.mul(f32x4.sub(f32x4_load(whole, from, count), means), inverse);
  const scale = f32x4_load(whole, gamma, count), offset = f32x4_load(whole, beta, count);
  f32x4_store(whole, to, madd(normalized, scale, offset), count);
}
