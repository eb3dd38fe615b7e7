import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part } from "./f32x4_part";

/**
 * f32_all_finite: whether count elements are all finite.
 *
 * Zero times an element is NaN exactly where the element is not finite, and a
 * sum stays NaN.
 */
export function f32_all_finite(from: usize, count: i32): bool {
  const zero = f32x4.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  while (count >= 16) {
    s0 = madd(v128.load(from), zero, s0);
    s1 = madd(v128.load(from, 16), zero, s1);
    s2 = madd(v128.load(from, 32), zero, s2);
    s3 = madd(v128.load(from, 48), zero, s3);
    from += 64;
    count -= 16;
  }
  while (count > 0) {
    const value = count >= 4 ? v128.load(from) : f32x4_load_part(from, count);
    s0 = madd(value, zero, s0);
    from += 16;
    count -= 4;
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  return !v128.any_true(f32x4.ne(sum, sum));
}
