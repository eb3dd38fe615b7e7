import { f32x4_load_part } from "./f32x4_part";

/**
 * f32_sum_squares: sum of the squares of count elements.
 *
 * Squares and sums in float64, so that squares are exact and none overflows;
 * eight sums in turn, added up in a fixed order.
 */
export function f32_sum_squares(from: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  while (count >= 8) {
    s0 = add_squares(s0, v128.load64_zero(from));
    s1 = add_squares(s1, v128.load64_zero(from, 8));
    s2 = add_squares(s2, v128.load64_zero(from, 16));
    s3 = add_squares(s3, v128.load64_zero(from, 24));
    from += 32;
    count -= 8;
  }
  while (count > 0) {
    s0 = add_squares(s0, count >= 2 ? v128.load64_zero(from) : f32x4_load_part(from, 1));
    from += 8;
    count -= 2;
  }
  const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Adds the squares of the first two lanes of x. */
// @ts-ignore: decorator
@inline
function add_squares(sum: v128, x: v128): v128 {
  const two = f64x2.promote_low_f32x4(x);
  return f64x2.add(sum, f64x2.mul(two, two));
}
