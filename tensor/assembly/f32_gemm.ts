import { f32_gemm_6x8_rows, f32_gemm_6x8_steps } from "./f32_gemm_6x8";
import { f32_gemv_1x32, f32_gemv_list } from "./f32_gemv_1x32";
import { K_BLOCK, M_BLOCK, N_BLOCK, pack_a_rows, pack_a_steps, pack_b } from "./f32_gemm_pack";

/** Up to so many columns, packing A costs more than it saves. */
const NARROW = 32;

/** Up to so many rows, packing B costs more than it saves. */
const FLAT = 3;

/** Bytes of scratch memory that f32_gemm needs for a product. */
export function f32_gemm_scratch(m: i32, n: i32, k: i32): usize {
  const k1 = min(k, K_BLOCK), m1 = min(m, M_BLOCK), n1 = min(n, N_BLOCK);
  return (4 * k1 * (((n1 + 7) & ~7) + m1 + 6) + TILE + 63) & ~63;
}

/** Bytes of a tile that ragged columns are computed in. */
const TILE: usize = 6 * 32;

/**
 * f32_gemm: C = A · B.
 *
 * a  [m, k], or [k, m] where transposeA; row stride lda elements
 * b  [k, n], or [n, k] where transposeB; row stride ldb elements
 * c  [m, n], row stride ldc elements, overwritten
 *
 * Zeros in A may be skipped where skipsZeros, though B be infinite.
 * Needs m, n >= 0, k >= 0 and f32_gemm_scratch bytes at scratch.
 * Blocks of B are packed once each, blocks of A once for each block of B.
 * Every element sums over k in order, whatever m and n are.
 */
export function f32_gemm(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool,
  lda: i32, ldb: i32, ldc: i32,
  scratch: usize, skipsZeros: bool,
): void {
  if (k == 0) {
    for (let i = 0; i < m; i++) memory.fill(c + 4 * i * ldc, 0, 4 * n);
    return;
  }
  if (m <= FLAT && !transposeA && !transposeB) {
    for (let i = 0; i < m; i++) {
      for (let p = 0; p < k; p += K_BLOCK) {
        const end = f32_gemv_list(a + 4 * (i * lda + p), min(k - p, K_BLOCK), 4 * ldb, skipsZeros, scratch);
        f32_gemv_1x32(scratch, end, b + 4 * p * ldb, c + 4 * i * ldc, n, p == 0);
      }
    }
    return;
  }
  const tile = scratch;
  const bPanels = scratch + TILE;
  const narrow = n <= NARROW;
  for (let j = 0; j < n; j += N_BLOCK) {
    const n1 = min(n - j, N_BLOCK);
    for (let p = 0; p < k; p += K_BLOCK) {
      const k1 = min(k - p, K_BLOCK);
      const aPanels = bPanels + 4 * k1 * ((n1 + 7) & ~7);
      const from = b + 4 * (transposeB ? j * ldb + p : p * ldb + j);
      pack_b(transposeB, from, 4 * ldb, n1, k1, 8, bPanels);
      for (let i = 0; i < m; i += M_BLOCK) {
        const m1 = min(m - i, M_BLOCK);
        const rows = a + 4 * (transposeA ? p * lda + i : i * lda + p);
        const to = c + 4 * (i * ldc + j);
        if (narrow) {
          if (transposeA) block(true, rows, 4 * lda, 24, bPanels, to, m1, n1, k1, ldc, p == 0, tile);
          else block(false, rows, 4 * lda, 24 * lda, bPanels, to, m1, n1, k1, ldc, p == 0, tile);
        } else {
          if (transposeA) pack_a_steps(rows, 4 * lda, m1, k1, aPanels);
          else pack_a_rows(rows, 4 * lda, m1, k1, aPanels);
          block(true, aPanels, 24, 24 * k1, bPanels, to, m1, n1, k1, ldc, p == 0, tile);
        }
      }
    }
  }
}

/** Multiplies a block of A with the packed panels of B. */
function block(
  steps: bool, a: usize, aStride: usize, aPanel: usize,
  b: usize, c: usize,
  m: i32, n: i32, k: i32, columnsOfC: i32, first: bool, tile: usize,
): void {
  const ldc = 4 * columnsOfC;
  for (let j = 0; j < n; j += 8) {
    const columns = min(8, n - j);
    let ai = a, ci = c;
    for (let i = m; i > 0;) {
      const rows = i >= 6 ? 6 : i >= 4 ? 4 : i >= 2 ? 2 : 1;
      if (columns == 8) tiles(steps, true, rows, first, ai, aStride, b, ci, ldc, k);
      else {
        tiles(steps, columns > 4, rows, true, ai, aStride, b, tile, 32, k);
        copy_tile(tile, ci, ldc, rows, columns, first);
      }
      ai += rows == 6 ? aPanel : steps ? 4 * rows : aStride * rows;
      ci += ldc * rows;
      i -= rows;
    }
    b += 32 * k;
    c += 32;
  }
}

/** Chooses the kernel for a number of rows, 6, 4, 2 or 1, and of columns. */
function tiles(
  steps: bool, wide: bool, rows: i32, first: bool,
  a: usize, aStride: usize, b: usize, c: usize, ldc: usize, k: usize,
): void {
  if (steps && wide) {
    if (rows == 6) f32_gemm_6x8_steps(6, true, first, a, aStride, b, c, ldc, k);
    else if (rows == 4) f32_gemm_6x8_steps(4, true, first, a, aStride, b, c, ldc, k);
    else if (rows == 2) f32_gemm_6x8_steps(2, true, first, a, aStride, b, c, ldc, k);
    else f32_gemm_6x8_steps(1, true, first, a, aStride, b, c, ldc, k);
  }
  if (steps && !wide) {
    if (rows == 6) f32_gemm_6x8_steps(6, false, first, a, aStride, b, c, ldc, k);
    else if (rows == 4) f32_gemm_6x8_steps(4, false, first, a, aStride, b, c, ldc, k);
    else if (rows == 2) f32_gemm_6x8_steps(2, false, first, a, aStride, b, c, ldc, k);
    else f32_gemm_6x8_steps(1, false, first, a, aStride, b, c, ldc, k);
  }
  if (!steps && wide) {
    if (rows == 6) f32_gemm_6x8_rows(6, true, first, a, aStride, b, c, ldc, k);
    else if (rows == 4) f32_gemm_6x8_rows(4, true, first, a, aStride, b, c, ldc, k);
    else if (rows == 2) f32_gemm_6x8_rows(2, true, first, a, aStride, b, c, ldc, k);
    else f32_gemm_6x8_rows(1, true, first, a, aStride, b, c, ldc, k);
  }
  if (!steps && !wide) {
    if (rows == 6) f32_gemm_6x8_rows(6, false, first, a, aStride, b, c, ldc, k);
    else if (rows == 4) f32_gemm_6x8_rows(4, false, first, a, aStride, b, c, ldc, k);
    else if (rows == 2) f32_gemm_6x8_rows(2, false, first, a, aStride, b, c, ldc, k);
    else f32_gemm_6x8_rows(1, false, first, a, aStride, b, c, ldc, k);
  }
}

/** Stores the wanted columns of a tile, or adds them to what is there. */
function copy_tile(tile: usize, c: usize, ldc: usize, rows: i32, columns: i32, first: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + 4 * j, value = load<f32>(tile + 4 * j);
      store<f32>(at, first ? value : load<f32>(at) + value);
    }
    tile += 32;
    c += ldc;
  }
}
