import { f32x4_load_part } from "./f32x4_part";

/**
 * f32_all_finite: whether count elements are all finite.
 *
 * An element less itself is NaN where it is not finite, else 0, all of whose
 * bits are.
 */
export function f32_all_finite(from: usize, count: i32): bool {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  while (count >= 16) {
    s0 = v128.or(s0, difference(v128.load(from)));
    s1 = v128.or(s1, difference(v128.load(from, 16)));
    s2 = v128.or(s2, difference(v128.load(from, 32)));
    s3 = v128.or(s3, difference(v128.load(from, 48)));
    from += 64;
    count -= 16;
  }
  while (count > 0) {
    s0 = v128.or(s0, difference(count >= 4 ? v128.load(from) : f32x4_load_part(from, count)));
    from += 16;
    count -= 4;
  }
  return !v128.any_true(v128.or(v128.or(s0, s1), v128.or(s2, s3)));
}

// @ts-ignore: decorator
@inline
function difference(value: v128): v128 {
  return f32x4.sub(value, value);
}
