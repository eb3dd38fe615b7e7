import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/** f32_all_finite: whether no exponent of count elements is all ones. */
export function f32_all_finite(from: usize, count: i32): bool {
  const mask = i32x4.splat(0x7f800000);
  let bad = i32x4.splat(0);
  while (count >= 16) {
    const b0 = i32x4.eq(v128.and(v128.load(from), mask), mask);
    const b1 = i32x4.eq(v128.and(v128.load(from, 16), mask), mask);
    const b2 = i32x4.eq(v128.and(v128.load(from, 32), mask), mask);
    const b3 = i32x4.eq(v128.and(v128.load(from, 48), mask), mask);
    bad = v128.or(bad, v128.or(v128.or(b0, b1), v128.or(b2, b3)));
    from += 64;
    count -= 16;
  }
  while (count > 0) {
    const value = count >= 4 ? v128.load(from) : f32x4_load_part(from, count);
    bad = v128.or(bad, i32x4.eq(v128.and(value, mask), mask));
    from += 16;
    count -= 4;
  }
  return !v128.any_true(bad);
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
