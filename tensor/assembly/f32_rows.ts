import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_store_sum } from "./f32x4_sum";

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

/** So many rows are summed before their sum is added to that of the others. */
const ROW_BLOCK = 256;

/**
 * f32_sum_rows: sums of the columns of x [rows, columns], into to [columns].
 *
 * In float32, block by block, so that rounding grows with the number of blocks.
 */
export function f32_sum_rows(from: usize, to: usize, rows: i32, columns: i32): void {
  sum_block(from, to, min(rows, ROW_BLOCK), columns, true);
  for (let row = ROW_BLOCK; row < rows; row += ROW_BLOCK) {
    sum_block(from + 4 * row * columns, to, min(rows - row, ROW_BLOCK), columns, false);
  }
}

/**
 * Sums of the columns of a block of rows; overwrites where first is true, adds
 * where not. Sixteen columns at a time, their sums in registers.
 */
function sum_block(from: usize, to: usize, rows: i32, columns: i32, first: bool): void {
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
    f32x4_store_sum(to, s0, first);
    f32x4_store_sum(to + 16, s1, first);
    f32x4_store_sum(to + 32, s2, first);
    f32x4_store_sum(to + 48, s3, first);
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
    f32x4_store_sum(to, sums, first);
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
    if (!first) sums = f32x4.add(f32x4_load_part(to, left), sums);
    f32x4_store_part(to, sums, left);
  }
}
