import { tile_rows } from "./f32_gemm_6x8";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/**
 * f32_gemm_pack: copies a block of a matrix into panels for f32_gemm_6x8 and
 * f32_gemm_1x48.
 *
 * A panel of A holds the rows of a tile side by side, step by step of k, and one
 * of B `width` columns, of which those that a ragged last panel lacks are zero.
 */

/** Steps of k per block: a panel of B, of 8 or of 48 columns (38 KB), stays in L1. */
export const K_BLOCK = 200;
/** Rows per block: a packed or listed block of A (96 or 192 KB) stays in L2. */
export const M_BLOCK = 120;
/** Columns per block: a packed block of B (400 KB) stays in L2. */
export const N_BLOCK = 512;

/**
 * Packs columns of A stored transposed as [k, m], row stride aStep, into panels
 * [k, rows of a tile].
 */
export function pack_a_steps(a: usize, aStep: usize, m: i32, k: i32, to: usize): void {
  while (m > 0) {
    const rows = tile_rows(m);
    let from = a;
    for (let p = 0; p < k; p++) {
      if (rows == 3) store<u64>(to, load<u64>(from));
      else v128.store(to, v128.load(from));
      if (rows == 6) store<u64>(to, load<u64>(from, 16), 16);
      else if (rows != 4) store<f32>(to + 4 * rows - 4, load<f32>(from + 4 * rows - 4));
      from += aStep;
      to += 4 * rows;
    }
    a += 4 * rows;
    m -= rows;
  }
}

/**
 * Packs B [k, n], or [n, k] where transposed, row stride ldb bytes, into panels
 * [k, width], row stride `step` bytes.
 */
export function pack_b(
  transposed: bool, b: usize, ldb: usize, n: i32, k: i32, width: i32, step: usize, to: usize,
): void {
  if (transposed) pack_b_columns(b, ldb, n, k, width, step, to);
  else pack_b_steps(b, ldb, n, k, width, step, to);
}

function pack_b_steps(
  b: usize, bStep: usize, n: i32, k: i32, width: i32, step: usize, to: usize,
): void {
  for (let j = 0; j < n; j += width) {
    const columns = min(width, n - j), whole: usize = 4 * (columns & ~3), rest = columns & 3;
    if (columns < width) memory.fill(to, 0, step * k);
    let from = b;
    for (let p = 0; p < k; p++) {
      for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, v128.load(from + at));
      if (rest) f32x4_store_part(to + whole, f32x4_load_part(from + whole, rest), rest);
      from += bStep;
      to += step;
    }
    b += step;
  }
}

function pack_b_columns(
  b: usize, bColumn: usize, n: i32, k: i32, width: i32, step: usize, to: usize,
): void {
  for (let j = 0; j < n; j += width) {
    const columns = min(width, n - j);
    if (columns < width) memory.fill(to, 0, step * k);
    let c = 0;
    for (; c + 4 <= columns; c += 4) {
      pack_four_columns(b, bColumn, k, step, to + 4 * c);
      b += 4 * bColumn;
    }
    for (; c < columns; c++) {
      let from = b, put = to + 4 * c;
      for (let p = 0; p < k; p++) {
        store<f32>(put, load<f32>(from));
        from += 4;
        put += step;
      }
      b += bColumn;
    }
    to += step * k;
  }
}

/** Transposes four columns, four steps at a time, into a part of a panel. */
function pack_four_columns(b: usize, bColumn: usize, k: i32, step: usize, to: usize): void {
  let p0 = b, p1 = b + bColumn, p2 = p1 + bColumn, p3 = p2 + bColumn;
  const step2 = 2 * step, step3 = 3 * step, step4 = 4 * step;
  let p = k;
  while (p >= 4) {
    const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(t0, t2, 0, 2));
    v128.store(to + step, v128.shuffle<f64>(t0, t2, 1, 3));
    v128.store(to + step2, v128.shuffle<f64>(t1, t3, 0, 2));
    v128.store(to + step3, v128.shuffle<f64>(t1, t3, 1, 3));
    p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    to += step4;
    p -= 4;
  }
  while (p > 0) {
    store<f32>(to, load<f32>(p0), 0);
    store<f32>(to, load<f32>(p1), 4);
    store<f32>(to, load<f32>(p2), 8);
    store<f32>(to, load<f32>(p3), 12);
    p0 += 4; p1 += 4; p2 += 4; p3 += 4;
    to += step;
    p--;
  }
}
