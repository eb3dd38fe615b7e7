import { f32x4_madd as madd } from "./f32x4_madd";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

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

/** f32_descend: w -= rate · g for count elements, in place. */
export function f32_descend(w: usize, g: usize, count: i32, rate: f32): void {
  const rates = f32x4.splat(rate);
  while (count >= 16) {
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(rates, v128.load(g))));
    v128.store(w, f32x4.sub(v128.load(w, 16), f32x4.mul(rates, v128.load(g, 16))), 16);
    v128.store(w, f32x4.sub(v128.load(w, 32), f32x4.mul(rates, v128.load(g, 32))), 32);
    v128.store(w, f32x4.sub(v128.load(w, 48), f32x4.mul(rates, v128.load(g, 48))), 48);
    w += 64;
    g += 64;
    count -= 16;
  }
  while (count >= 4) {
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(rates, v128.load(g))));
    w += 16;
    g += 16;
    count -= 4;
  }
  if (count > 0) {
    const step = f32x4.mul(rates, f32x4_load_part(g, count));
    f32x4_store_part(w, f32x4.sub(f32x4_load_part(w, count), step), count);
  }
}
