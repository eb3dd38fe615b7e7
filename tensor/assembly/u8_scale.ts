/** u8_scale: bytes to float32, times scale, for count elements. */
export function u8_scale(from: usize, to: usize, count: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  while (count >= 8) {
    const words = i16x8.extend_low_i8x16_u(v128.load64_zero(from));
    const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words));
    const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words));
    v128.store(to, f32x4.mul(low, scales));
    v128.store(to, f32x4.mul(high, scales), 16);
    from += 8;
    to += 32;
    count -= 8;
  }
  while (count > 0) {
    store<f32>(to, <f32>load<u8>(from) * scale);
    from++;
    to += 4;
    count--;
  }
}
