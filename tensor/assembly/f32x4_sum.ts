/**
 * So many elements are summed in the four lanes of float32 before they are added
 * to a sum in float64: rounding does not grow with the length of a row.
 */
export const SUM_BLOCK = 256;

/** Sum of the four lanes, as float64. */
// @ts-ignore: decorator
@inline
export function f32x4_sum(value: v128): f64 {
  return (<f64>f32x4.extract_lane(value, 0) + <f64>f32x4.extract_lane(value, 1)) +
    (<f64>f32x4.extract_lane(value, 2) + <f64>f32x4.extract_lane(value, 3));
}

/** Stores a sum, or adds it to what is there. */
// @ts-ignore: decorator
@inline
export function f32x4_store_sum(to: usize, sum: v128, first: bool): void {
  v128.store(to, first ? sum : f32x4.add(v128.load(to), sum));
}
