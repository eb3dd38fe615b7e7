import { f32x4_madd as madd } from "./f32x4_madd";
import { f32_list_room } from "./f32_gemm_lists";

/**
 * f32_gemm_1x48: adds the listed elements of rows of A times a panel of B to
 * rows of C.
 *
 * entries, ends  made by f32_gemm_lists
 * b              [k, 4 · vectors], row stride as listed
 * c              [rows, 4 · vectors], row stride ldc bytes; overwritten where
 *                first is true
 *
 * `vectors` is a literal at every call: 4, 8 or 12. Twelve sums, an element of a
 * and a part of b take 14 of 16 registers.
 * Sums over k in order, as f32_gemm_6x8 does, to whose sums of finite numbers
 * zeros add nothing.
 */
// @ts-ignore: decorator
@inline
export function f32_gemm_1x48(
  vectors: i32, first: bool,
  entries: usize, ends: usize, rows: i32, b: usize, c: usize, ldc: usize, k: i32,
): void {
  const room = f32_list_room(k);
  for (const stop = ends + 4 * rows; ends < stop; ends += 4) {
    const end: usize = load<u32>(ends);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    let s8 = f32x4.splat(0), s9 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
    for (let at = entries; at < end; at += 8) {
      const q = b + load<u32>(at);
      const x = v128.load32_splat(at, 4);
      s0 = madd(x, v128.load(q), s0);
      s1 = madd(x, v128.load(q, 16), s1);
      s2 = madd(x, v128.load(q, 32), s2);
      s3 = madd(x, v128.load(q, 48), s3);
      if (vectors > 4) {
        s4 = madd(x, v128.load(q, 64), s4);
        s5 = madd(x, v128.load(q, 80), s5);
        s6 = madd(x, v128.load(q, 96), s6);
        s7 = madd(x, v128.load(q, 112), s7);
      }
      if (vectors > 8) {
        s8 = madd(x, v128.load(q, 128), s8);
        s9 = madd(x, v128.load(q, 144), s9);
        s10 = madd(x, v128.load(q, 160), s10);
        s11 = madd(x, v128.load(q, 176), s11);
      }
    }
    put(first, c, s0, s1, s2, s3);
    if (vectors > 4) put(first, c + 64, s4, s5, s6, s7);
    if (vectors > 8) put(first, c + 128, s8, s9, s10, s11);
    entries += room;
    c += ldc;
  }
}

// @ts-ignore: decorator
@inline
function put(first: bool, c: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  if (first) {
    v128.store(c, s0);
    v128.store(c, s1, 16);
    v128.store(c, s2, 32);
    v128.store(c, s3, 48);
  } else {
    v128.store(c, f32x4.add(v128.load(c), s0));
    v128.store(c, f32x4.add(v128.load(c, 16), s1), 16);
    v128.store(c, f32x4.add(v128.load(c, 32), s2), 32);
    v128.store(c, f32x4.add(v128.load(c, 48), s3), 48);
  }
}
