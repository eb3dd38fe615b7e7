import { f32x4_exp } from "./f32x4_exp";
import { f32x4_madd as madd } from "./f32x4_madd";
import {
  f32x4_keep_end, f32x4_keep_part, f32x4_largest, f32x4_load, f32x4_load_end, f32x4_load_part,
  f32x4_store, f32x4_store_end, f32x4_store_part,
} from "./f32x4_part";
import { f32x4_sum, SUM_BLOCK } from "./f32x4_sum";

/**
 * Rows that go through all passes while they are in L1, at least one;
 * columns >= 1. So few that the product of as many sums of at most `columns` is
 * finite: below 1e97.
 */
export function f32_softmax_rows(columns: i32): i32 {
  return max(min(2048 / columns, 64), 1);
}

/**
 * x - max for every row of columns >= 1, and the sum of all max; from may be to.
 * A row with NaN keeps it, and one of -∞ alone becomes NaN.
 */
export function f32_shift_rows(from: usize, to: usize, rows: i32, columns: i32): f64 {
  const bytes = 4 * columns, whole = bytes & ~15;
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const end = f32x4_load_end(from + bytes, columns);
    let most = whole ? end : f32x4_keep_part(end, f32x4.splat(-Infinity), columns);
    for (let at: i32 = 0; at < whole; at += 16) most = f32x4.pmax(most, v128.load(from + at));
    most = f32x4_largest(most);
    sum += f32x4.extract_lane(most, 0);
    for (let at: i32 = 0; at < whole; at += 16) {
      v128.store(to + at, f32x4.sub(v128.load(from + at), most));
    }
    f32x4_store_end(to + bytes, f32x4.sub(end, most), columns);
    from += bytes;
    to += bytes;
  }
  return sum;
}

/** e^x for count elements, in place. */
function f32_exp(at: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    const whole = count >= 4;
    f32x4_store(whole, at, f32x4_exp(f32x4_load(whole, at, count)), count);
    at += 16;
  }
}

/** Sum of count >= 1 elements. */
export function f32_sum(from: usize, count: i32): f64 {
  const end = from + 4 * count;
  let left = count & ~3, sum: f64 = 0;
  let sums = f32x4_keep_end(f32x4_load_end(end, count), count);
  do {
    for (let n = min(left, SUM_BLOCK); n > 0; n -= 4) {
      sums = f32x4.add(sums, v128.load(from));
      from += 16;
    }
    sum += f32x4_sum(sums);
    sums = f32x4.splat(0);
    left -= SUM_BLOCK;
  } while (left > 0);
  return sum;
}

/** Multiplies count >= 1 elements with a factor, in place. */
function f32_scale(at: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor), end = at + 4 * count;
  const last = f32x4.mul(f32x4_load_end(end, count), factors);
  for (let left = count; left >= 4; left -= 4) {
    v128.store(at, f32x4.mul(v128.load(at), factors));
    at += 16;
  }
  f32x4_store_end(end, last, count);
}

/**
 * f32_softmax: factor · e^(x - max) / Σ e^(x - max) for every row; from may be to.
 * Gives the sum of ln Σ e^x over all rows.
 */
export function f32_softmax(from: usize, to: usize, rows: i32, columns: i32, factor: f64): f64 {
  if (columns == 0) return 0;
  const most = f32_softmax_rows(columns);
  let logs: f64 = 0;
  for (; rows > 0; rows -= most) {
    const block = min(rows, most);
    let product: f64 = 1;
    logs += f32_shift_rows(from, to, block, columns);
    f32_exp(to, block * columns);
    for (let row = 0; row < block; row++) {
      const sum = f32_sum(to, columns);
      product *= sum;
      f32_scale(to, columns, <f32>(factor / sum));
      to += 4 * columns;
    }
    from += 4 * block * columns;
    logs += Math.log(product);
  }
  return logs;
}

/** f32_softmax_gradient: p · (g - Σ g p) for every row; gradient may be to. */
export function f32_softmax_gradient(
  p: usize, gradient: usize, to: usize, rows: i32, columns: i32,
): void {
  const bytes = 4 * columns, whole = bytes & ~15, rest = columns & 3;
  for (let row = 0; row < rows; row++) {
    let dot: f64 = 0;
    for (let start: i32 = 0; start < whole; start += 4 * SUM_BLOCK) {
      const end = min(start + 4 * SUM_BLOCK, whole);
      let sums = f32x4.splat(0);
      for (let at = start; at < end; at += 16) {
        sums = madd(v128.load(gradient + at), v128.load(p + at), sums);
      }
      dot += f32x4_sum(sums);
    }
    if (rest) {
      const g = f32x4_load_part(gradient + whole, rest);
      dot += f32x4_sum(f32x4.mul(g, f32x4_load_part(p + whole, rest)));
    }
    const dots = f32x4.splat(<f32>dot);
    for (let at: i32 = 0; at < whole; at += 16) {
      const g = f32x4.sub(v128.load(gradient + at), dots);
      v128.store(to + at, f32x4.mul(v128.load(p + at), g));
    }
    if (rest) {
      const g = f32x4.sub(f32x4_load_part(gradient + whole, rest), dots);
      f32x4_store_part(to + whole, f32x4.mul(f32x4_load_part(p + whole, rest), g), rest);
    }
    p += bytes;
    gradient += bytes;
    to += bytes;
  }
}
