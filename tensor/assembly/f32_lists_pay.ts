import { nonzero_mask } from "./f32x4_nonzero";

/** Smaller products are not worth lists. */
const FEWEST_ROWS = 8, FEWEST_STEPS = 32, FEWEST_COLUMNS = 32;
/** From so many columns on, the lists cost little beside the product. */
const MANY_COLUMNS = 64, MOST_COLUMNS = 256;

/**
 * Up to this share of elements that are not zero, lists are faster (`deno bench
 * tensor/engines/sparse_bench.ts`). Where multiplication and addition are two
 * instructions the tiles of f32_gemm are slower.
 */
// @ts-ignore: decorator
@inline
function highest_density(n: i32): f64 {
  const plain = ASC_FEATURE_RELAXED_SIMD ? 0 : 0.1;
  return (n >= MOST_COLUMNS ? 0.7 : n >= MANY_COLUMNS ? 0.6 : 0.4) + plain;
}

/** A row of B has to be used so often, on average, to be packed. */
const FEWEST_USES = 10;

/**
 * f32_lists_pay: whether f32_list_gemm is faster than f32_gemm for A [m, k], or
 * [k, m] where transposed, times a matrix of n columns: 0 if it is not, 1 if it
 * is, 2 if it is with B packed.
 *
 * Gives up as soon as a number of rows holds more than their share, and one row
 * more: dense data costs the reading of a few rows.
 */
export function f32_lists_pay(a: usize, m: i32, k: i32, n: i32, transposed: bool): i32 {
  if (m < FEWEST_ROWS || k < FEWEST_STEPS || n < FEWEST_COLUMNS) return 0;
  const density = highest_density(n);
  const rows = transposed ? k : m, columns = transposed ? m : k;
  let count: i64 = 0;
  for (let i = 1; i <= rows; i++) {
    let j = 0;
    for (; j + 16 <= columns; j += 16) {
      count += popcnt(nonzero_mask(a));
      a += 64;
    }
    for (; j < columns; j++) {
      count += i64(load<f32>(a) != 0);
      a += 4;
    }
    if (<f64>count > columns * (density * i + 1)) return 0;
  }
  if (<f64>count > density * rows * columns) return 0;
  return count < FEWEST_USES * k ? 1 : 2;
}
