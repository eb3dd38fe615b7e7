/** Loads 1 to 3 elements; the other lanes are zero. */
export function f32x4_load_part(from: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(from);
  const two = v128.load64_zero(from);
  return count == 2 ? two : v128.load32_lane(from, two, 2, 8);
}

/** Stores the first 1 to 3 lanes. */
export function f32x4_store_part(to: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(to, value, 0);
  } else {
    v128.store64_lane(to, value, 0);
    if (count == 3) v128.store32_lane(to, value, 2, 8);
  }
}

/** Keeps the first 1 to 3 lanes and takes the others from `rest`. */
export function f32x4_keep_part(value: v128, rest: v128, count: i32): v128 {
  const lanes = i32x4(0, 1, 2, 3);
  return v128.bitselect(value, rest, i32x4.lt_s(lanes, i32x4.splat(count)));
}

/** The largest of the four lanes, in all of them; any where one is NaN. */
// @ts-ignore: decorator
@inline
export function f32x4_largest(value: v128): v128 {
  const most = f32x4.pmax(value, v128.shuffle<i32>(value, value, 2, 3, 0, 1));
  return f32x4.pmax(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
}

/** Loads four elements where whole, else 1 to 3. */
// @ts-ignore: decorator
@inline
export function f32x4_load(whole: bool, from: usize, count: i32): v128 {
  return whole ? v128.load(from) : f32x4_load_part(from, count);
}

/** Stores four lanes where whole, else the first 1 to 3. */
// @ts-ignore: decorator
@inline
export function f32x4_store(whole: bool, to: usize, value: v128, count: i32): void {
  if (whole) v128.store(to, value);
  else f32x4_store_part(to, value, count);
}

/**
 * Loads the last four elements of a row of count, some of which may lie in its
 * whole vectors too; of fewer all, the other lanes zero.
 */
// @ts-ignore: decorator
@inline
export function f32x4_load_end(end: usize, count: i32): v128 {
  return count >= 4 ? v128.load(end - 16) : f32x4_load_part(end - 4 * count, count);
}

/** Keeps of {@link f32x4_load_end} what is in no whole vector; zeros the rest. */
// @ts-ignore: decorator
@inline
export function f32x4_keep_end(value: v128, count: i32): v128 {
  const before = count >= 4 ? 4 - (count & 3) : 0;
  return v128.and(value, i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(before)));
}

/** Stores what {@link f32x4_load_end} loads. */
// @ts-ignore: decorator
@inline
export function f32x4_store_end(end: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(end - 16, value);
  else f32x4_store_part(end - 4 * count, value, count);
}
