import { f32x4_exp } from "./f32x4_exp";
import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_keep_part, f32x4_largest, f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_sum, SUM_BLOCK } from "./f32x4_sum";

/** Largest of count >= 1 elements; NaN if one is NaN. */
export function f32_largest(from: usize, count: i32): f32 {
  let most = f32x4.splat(-Infinity);
  while (count >= 4) {
    most = f32x4.max(most, v128.load(from));
    from += 16;
    count -= 4;
  }
  if (count > 0) {
    most = f32x4.max(most, f32x4_keep_part(f32x4_load_part(from, count), most, count));
  }
  return f32x4_largest(most);
}

/** Writes e^(x - shift) for count elements, and gives their sum; from may be to. */
export function f32_exp_sum(from: usize, to: usize, count: i32, shift: f32): f64 {
  const shifts = f32x4.splat(shift);
  let sum: f64 = 0;
  while (count >= 4) {
    let sums = f32x4.splat(0);
    for (let left = min(count & ~3, SUM_BLOCK); left > 0; left -= 4) {
      const e = f32x4_exp(f32x4.sub(v128.load(from), shifts));
      v128.store(to, e);
      sums = f32x4.add(sums, e);
      from += 16;
      to += 16;
      count -= 4;
    }
    sum += f32x4_sum(sums);
  }
  if (count > 0) {
    const e = f32x4_exp(f32x4.sub(f32x4_load_part(from, count), shifts));
    f32x4_store_part(to, e, count);
    sum += f32x4_sum(f32x4_keep_part(e, f32x4.splat(0), count));
  }
  return sum;
}

/** Multiplies count elements with a factor, in place. */
export function f32_scale(at: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  while (count >= 4) {
    v128.store(at, f32x4.mul(v128.load(at), factors));
    at += 16;
    count -= 4;
  }
  if (count > 0) f32x4_store_part(at, f32x4.mul(f32x4_load_part(at, count), factors), count);
}

/** f32_softmax: e^(x - max) / Σ e^(x - max) for every row; from may be to. */
export function f32_softmax(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row++) {
    const sum = f32_exp_sum(from, to, columns, f32_largest(from, columns));
    f32_scale(to, columns, <f32>(1 / sum));
    from += 4 * columns;
    to += 4 * columns;
  }
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
