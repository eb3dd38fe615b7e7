import { nonzero_mask } from "./f32x4_nonzero";

/**
 * The nonzero elements of a matrix, listed twice: row by row, and column by
 * column. In memory of f32_sparse_length(rows, columns, limit) elements lie
 *
 * rowStarts      [rows + 1] u32, bytes from the first entry to those of the row
 * columnStarts   [columns + 1] u32, the same for columns
 * ends           [columns] u32, for building
 * rowEntries     [limit] of a column as u32 and a value as f32
 * columnEntries  [limit] of a row as u32 and a value as f32
 */
export function f32_sparse_length(rows: i32, columns: i32, limit: i32): i32 {
  return rows + 1 + 2 * columns + 1 + 4 * limit;
}

/** Address of columnStarts. */
// @ts-ignore: decorator
@inline
export function column_starts(lists: usize, rows: i32): usize {
  return lists + 4 * (rows + 1);
}

/** Address of rowEntries; those of the columns follow after limit entries. */
// @ts-ignore: decorator
@inline
export function row_entries(lists: usize, rows: i32, columns: i32): usize {
  return lists + 4 * (rows + 1 + 2 * columns + 1);
}

/**
 * f32_is_sparse: whether at most limit elements of x [rows, columns] are not
 * zero.
 *
 * Gives up as soon as a number of rows holds more than their share of limit, and
 * one row more: dense data costs the reading of a few rows.
 */
export function f32_is_sparse(x: usize, rows: i32, columns: i32, limit: i32): bool {
  let count = 0;
  for (let i = 1; i <= rows; i++) {
    let j = 0;
    for (; j + 16 <= columns; j += 16) {
      count += popcnt(nonzero_mask(x));
      x += 64;
    }
    for (; j < columns; j++) {
      count += i32(load<f32>(x) != 0);
      x += 4;
    }
    if (count > columns + <i32>(<i64>limit * i / rows)) return false;
  }
  return count <= limit;
}

/**
 * f32_sparse_build: lists the nonzero elements of x [rows, columns].
 *
 * Needs f32_is_sparse(x, rows, columns, limit).
 */
export function f32_sparse_build(
  x: usize, rows: i32, columns: i32, limit: i32, lists: usize,
): void {
  const entries = row_entries(lists, rows, columns);
  const counts = entries - 4 * columns;
  memory.fill(counts, 0, 4 * columns);
  let at = entries;
  for (let i = 0; i < rows; i++) {
    store<u32>(lists + 4 * i, <u32>(at - entries));
    let j = 0;
    for (; j + 16 <= columns; j += 16) {
      for (let mask = nonzero_mask(x); mask; mask &= mask - 1) {
        const lane = ctz(mask);
        at = put_entry(at, counts, j + lane, load<f32>(x + 4 * lane));
      }
      x += 64;
    }
    for (; j < columns; j++) {
      const value = load<f32>(x);
      if (value != 0) at = put_entry(at, counts, j, value);
      x += 4;
    }
  }
  store<u32>(lists + 4 * rows, <u32>(at - entries));
  build_columns(rows, columns, limit, lists);
}

/** Appends an entry to a row, and counts it for its column. */
// @ts-ignore: decorator
@inline
function put_entry(at: usize, counts: usize, column: i32, value: f32): usize {
  store<u32>(at, column);
  store<f32>(at, value, 4);
  const count = counts + 4 * column;
  store<u32>(count, load<u32>(count) + 1);
  return at + 8;
}

/** Lists by column what is listed by row, and counted: a counting sort. */
function build_columns(rows: i32, columns: i32, limit: i32, lists: usize): void {
  const starts = column_starts(lists, rows);
  const entries = row_entries(lists, rows, columns);
  const ends = entries - 4 * columns;
  const columnEntries = entries + 8 * limit;
  let start: u32 = 0;
  for (let j = 0; j < columns; j++) {
    const count = load<u32>(ends + 4 * j);
    store<u32>(starts + 4 * j, start);
    store<u32>(ends + 4 * j, start);
    start += 8 * count;
  }
  store<u32>(starts + 4 * columns, start);
  for (let i = 0; i < rows; i++) {
    let at = entries + load<u32>(lists + 4 * i);
    const last = entries + load<u32>(lists + 4 * i, 4);
    for (; at < last; at += 8) {
      const end = ends + 4 * load<u32>(at);
      const place = load<u32>(end);
      store<u32>(end, place + 8);
      store<u32>(columnEntries + place, i);
      store<u32>(columnEntries + place, load<u32>(at, 4), 4);
    }
  }
}
