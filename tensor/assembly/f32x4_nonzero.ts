/** One bit for each of sixteen elements that is not zero; NaN is not. */
// @ts-ignore: decorator
@inline
export function nonzero_mask(x: usize): i32 {
  const zero = f32x4.splat(0);
  const n0 = f32x4.ne(v128.load(x), zero), n1 = f32x4.ne(v128.load(x, 16), zero);
  const n2 = f32x4.ne(v128.load(x, 32), zero), n3 = f32x4.ne(v128.load(x, 48), zero);
  const low = i16x8.narrow_i32x4_s(n0, n1), high = i16x8.narrow_i32x4_s(n2, n3);
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}
