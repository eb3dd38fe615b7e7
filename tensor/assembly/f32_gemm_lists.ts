import { f32x4_load_part } from "./f32x4_part";

/**
 * f32_gemm_lists: lists the elements of a block of A that are not zero, row by
 * row, for f32_gemm_1x48. An entry is the bytes from the first row of B to that of
 * its step, which lie ldb bytes apart, a u32, and the element.
 *
 * The entries of row i start at to + i · f32_list_room(k); where they end is
 * written to ends [m]. Up to three rows after the last are written to as well.
 */

/** Bytes for the entries of one row; the last four elements write 32. */
// @ts-ignore: decorator
@inline
export function f32_list_room(k: i32): usize {
  return 8 * k + 32;
}

/** By mask of four lanes, the shuffle that brings those of the mask to the front. */
const ORDERS = memory.data<u32>([
  0, 0, 0, 0, 0x03020100, 0, 0, 0,
  0x07060504, 0, 0, 0, 0x03020100, 0x07060504, 0, 0,
  0x0b0a0908, 0, 0, 0, 0x03020100, 0x0b0a0908, 0, 0,
  0x07060504, 0x0b0a0908, 0, 0, 0x03020100, 0x07060504, 0x0b0a0908, 0,
  0x0f0e0d0c, 0, 0, 0, 0x03020100, 0x0f0e0d0c, 0, 0,
  0x07060504, 0x0f0e0d0c, 0, 0, 0x03020100, 0x07060504, 0x0f0e0d0c, 0,
  0x0b0a0908, 0x0f0e0d0c, 0, 0, 0x03020100, 0x0b0a0908, 0x0f0e0d0c, 0,
  0x07060504, 0x0b0a0908, 0x0f0e0d0c, 0, 0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
]);

/** Lists rows of A [m, k], row stride aRow bytes. */
export function list_a_rows(a: usize, aRow: usize, m: i32, k: i32, ldb: usize, ends: usize, to: usize): void {
  const room = f32_list_room(k), one = <i32>ldb, four = i32x4.splat(4 * one);
  for (let i = 0; i < m; i++) {
    let from = a, at = to, steps = first_steps(one), p = k;
    for (; p >= 4; p -= 4) {
      at = put(at, v128.load(from), steps);
      from += 16;
      steps = i32x4.add(steps, four);
    }
    if (p > 0) at = put(at, f32x4_load_part(from, p), steps);
    store<u32>(ends, <u32>at);
    ends += 4;
    a += aRow;
    to += room;
  }
}

/** Lists columns of A stored transposed as [k, m], row stride aStep bytes. */
export function list_a_steps(a: usize, aStep: usize, m: i32, k: i32, ldb: usize, ends: usize, to: usize): void {
  const room = f32_list_room(k), one = <i32>ldb, four = i32x4.splat(4 * one);
  for (; m > 0; m -= 4) {
    let from = a, steps = first_steps(one);
    let at0 = to, at1 = to + room, at2 = at1 + room, at3 = at2 + room;
    for (let p = k; p > 0; p -= 4) {
      const r0 = load_row(from, m), r1 = p > 1 ? load_row(from + aStep, m) : f32x4.splat(0);
      const r2 = p > 2 ? load_row(from + 2 * aStep, m) : f32x4.splat(0);
      const r3 = p > 3 ? load_row(from + 3 * aStep, m) : f32x4.splat(0);
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      at0 = put(at0, v128.shuffle<f64>(t0, t2, 0, 2), steps);
      at1 = put(at1, v128.shuffle<f64>(t0, t2, 1, 3), steps);
      at2 = put(at2, v128.shuffle<f64>(t1, t3, 0, 2), steps);
      at3 = put(at3, v128.shuffle<f64>(t1, t3, 1, 3), steps);
      from += 4 * aStep;
      steps = i32x4.add(steps, four);
    }
    store<u32>(ends, <u32>at0);
    store<u32>(ends, <u32>at1, 4);
    store<u32>(ends, <u32>at2, 8);
    store<u32>(ends, <u32>at3, 12);
    ends += 16;
    a += 16;
    to += 4 * room;
  }
}

// @ts-ignore: decorator
@inline
function first_steps(one: i32): v128 {
  return i32x4.mul(i32x4.splat(one), i32x4(0, 1, 2, 3));
}

// @ts-ignore: decorator
@inline
function load_row(from: usize, count: i32): v128 {
  return count >= 4 ? v128.load(from) : f32x4_load_part(from, count);
}

/** Appends those of four elements that are not zero. */
// @ts-ignore: decorator
@inline
function put(to: usize, elements: v128, steps: v128): usize {
  const mask = i32x4.bitmask(f32x4.ne(elements, f32x4.splat(0)));
  const order = v128.load(ORDERS + (mask << 4));
  const values = i8x16.swizzle(elements, order), places = i8x16.swizzle(steps, order);
  v128.store(to, v128.shuffle<i32>(places, values, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<i32>(places, values, 2, 6, 3, 7), 16);
  return to + (popcnt(mask) << 3);
}
