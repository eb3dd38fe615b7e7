import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/** f32_add_bias: x + b for every row of x [rows, columns]; from may be to. */
export function f32_add_bias(from: usize, bias: usize, to: usize, rows: i32, columns: i32): void {
  const bytes = 4 * columns, whole = bytes & ~15, rest = columns & 3;
  for (let row = 0; row < rows; row++) {
    for (let at: i32 = 0; at < whole; at += 16) {
      v128.store(to + at, f32x4.add(v128.load(from + at), v128.load(bias + at)));
    }
    if (rest) {
      const b = f32x4_load_part(bias + whole, rest);
      f32x4_store_part(to + whole, f32x4.add(f32x4_load_part(from + whole, rest), b), rest);
    }
    from += bytes;
    to += bytes;
  }
}

/**
 * f32_sum_rows: sums of the columns of x [rows, columns], into to [columns].
 *
 * Sixteen columns at a time, their sums in registers; in order of the rows.
 */
export function f32_sum_rows(from: usize, to: usize, rows: i32, columns: i32): void {
  const step = 4 * columns;
  let left = columns;
  while (left >= 16) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let at = from;
    for (let row = 0; row < rows; row++) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      at += step;
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    from += 64;
    to += 64;
    left -= 16;
  }
  while (left >= 4) {
    let sums = f32x4.splat(0);
    let at = from;
    for (let row = 0; row < rows; row++) {
      sums = f32x4.add(sums, v128.load(at));
      at += step;
    }
    v128.store(to, sums);
    from += 16;
    to += 16;
    left -= 4;
  }
  if (left > 0) {
    let sums = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      sums = f32x4.add(sums, f32x4_load_part(from, left));
      from += step;
    }
    f32x4_store_part(to, sums, left);
  }
}
