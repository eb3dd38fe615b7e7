import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";
import { f32x4_store_sum } from "./f32x4_sum";

/** So many rows are summed before their sum is added to that of the others. */
const ROW_BLOCK = 256;

/**
 * f32_sum_rows: sums of the columns of x [rows, columns], row stride `step` bytes,
 * into to [columns].
 *
 * In float32, block by block, so that rounding grows with the number of blocks.
 */
export function f32_sum_rows(from: usize, to: usize, rows: i32, columns: i32, step: usize): void {
  sum_block(from, to, min(rows, ROW_BLOCK), columns, step, true);
  for (let row = ROW_BLOCK; row < rows; row += ROW_BLOCK) {
    sum_block(from + row * step, to, min(rows - row, ROW_BLOCK), columns, step, false);
  }
}

/**
 * Sums of the columns of a block of rows; overwrites where first is true, adds
 * where not. Sixteen columns at a time, their sums in registers.
 */
function sum_block(
  from: usize, to: usize, rows: i32, columns: i32, step: usize, first: bool,
): void {
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
