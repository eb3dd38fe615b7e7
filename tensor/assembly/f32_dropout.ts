import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/** Factor and summand of the generator that pcg4d begins with. */
const FACTOR = 1664525, SUMMAND = 1013904223;

/**
 * f32_dropout: x · scale where the random word of an element is at least bound,
 * else 0, for count elements; from may be to.
 *
 * The words are those of pcg4d, which hashes four: a counter, the key left and
 * right, and 0. Four counters at a time, one in each lane, serve sixteen
 * elements: their first words the first four, and so on, so that no word changes
 * its lane.
 */
export function f32_dropout(
  from: usize, to: usize, count: i32, bound: u32, scale: f32, left: u32, right: u32,
): void {
  const scales = f32x4.splat(scale), bounds = i32x4.splat(bound);
  const factors = i32x4.splat(FACTOR), summands = i32x4.splat(SUMMAND);
  const lefts = i32x4.splat(left * FACTOR + SUMMAND), rights = i32x4.splat(right * FACTOR + SUMMAND);
  let counters = i32x4(0, 1, 2, 3);
  for (; count > 0; count -= 16) {
    let x = i32x4.add(i32x4.mul(counters, factors), summands), y = lefts, z = rights, w = summands;
    x = i32x4.add(x, i32x4.mul(y, w));
    y = i32x4.add(y, i32x4.mul(z, x));
    z = i32x4.add(z, i32x4.mul(x, y));
    w = i32x4.add(w, i32x4.mul(y, z));
    x = fold_high(x);
    y = fold_high(y);
    z = fold_high(z);
    w = fold_high(w);
    x = i32x4.add(x, i32x4.mul(y, w));
    y = i32x4.add(y, i32x4.mul(z, x));
    z = i32x4.add(z, i32x4.mul(x, y));
    w = i32x4.add(w, i32x4.mul(y, z));
    keep(from, to, count, i32x4.ge_u(x, bounds), scales);
    keep(from + 16, to + 16, count - 4, i32x4.ge_u(y, bounds), scales);
    keep(from + 32, to + 32, count - 8, i32x4.ge_u(z, bounds), scales);
    keep(from + 48, to + 48, count - 12, i32x4.ge_u(w, bounds), scales);
    counters = i32x4.add(counters, i32x4.splat(4));
    from += 64;
    to += 64;
  }
}

/** Folds the high half of each word into its low one. */
// @ts-ignore: decorator
@inline
function fold_high(words: v128): v128 {
  return v128.xor(words, i32x4.shr_u(words, 16));
}

/** Four scaled elements, or the 1 to 3 that are left, and 0 where not stays. */
// @ts-ignore: decorator
@inline
function keep(from: usize, to: usize, count: i32, stays: v128, scales: v128): void {
  if (count >= 4) {
    v128.store(to, v128.and(stays, f32x4.mul(v128.load(from), scales)));
  } else if (count > 0) {
    const x = f32x4.mul(f32x4_load_part(from, count), scales);
    f32x4_store_part(to, v128.and(stays, x), count);
  }
}
