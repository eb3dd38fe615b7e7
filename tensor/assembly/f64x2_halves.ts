/** First two of four lanes, as float64. */
// @ts-ignore: decorator
@inline
export function f64x2_low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** Last two of four lanes, as float64. */
// @ts-ignore: decorator
@inline
export function f64x2_high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
}

/** Four lanes of float32, from the first two and the last two. */
// @ts-ignore: decorator
@inline
export function f32x4_of_halves(low: v128, high: v128): v128 {
  const first = f32x4.demote_f64x2_zero(low), last = f32x4.demote_f64x2_zero(high);
  return v128.shuffle<i32>(first, last, 0, 1, 4, 5);
}

/** Sum of all four lanes, from the first two and the last two. */
// @ts-ignore: decorator
@inline
export function f64x2_sum_halves(low: v128, high: v128): f64 {
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
