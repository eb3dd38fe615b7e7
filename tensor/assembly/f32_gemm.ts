import { f32_epilogue } from "./f32_activation";
import { f32_gemm_4x10 } from "./f32_gemm_4x10";
import { f32_gemm_6x8, tile_rows } from "./f32_gemm_6x8";
import { K_BLOCK, M_BLOCK, N_BLOCK, pack_a_steps, pack_b } from "./f32_gemm_pack";
import { f32_gemv_16x1 } from "./f32_gemv_16x1";
import { f32_gemv_1x32, f32_gemv_list } from "./f32_gemv_1x32";
import { f32x4_load_part, f32x4_store_part } from "./f32x4_part";

/** Up to so many rows are multiplied one by one. */
const FLAT = 3;
/** Up to so many columns are, where A is not transposed. */
const THIN = 2;
/** Up to so many rows, B is not packed; up to so many columns, A is not. */
const UNPACKED = 128;
/**
 * The same where rows lie whole pages apart, so that steps of k compete for a
 * few places in the caches.
 */
const UNPACKED_PAGES = 16;
const PAGE = 1024; // elements

/** Bytes of scratch memory that f32_gemm needs for a product. */
export function f32_gemm_scratch(m: i32, n: i32, k: i32): usize {
  const k1 = min(k, K_BLOCK), m1 = min(m, M_BLOCK + 6), n1 = min(n, N_BLOCK);
  return (4 * k1 * (((n1 + 7) & ~7) + m1) + TILE + 63) & ~63;
}

/** Bytes of a tile that ragged columns are computed in. */
const TILE: usize = 6 * 32;

/**
 * f32_gemm: C = f(A · B + bias).
 *
 * a  [m, k], or [k, m] where transposeA; row stride lda elements
 * b  [k, n], or [n, k] where transposeB; row stride ldb elements
 * c  [m, n], row stride ldc elements, overwritten
 * bias  [n], or 0 for none; kind and slope of f as in f32_activation
 *
 * Zeros in A may be skipped where skipsZeros, though B be infinite.
 * Needs m, n >= 0, k >= 0 and f32_gemm_scratch bytes at scratch; reads up to 12
 * bytes past the end of B, and uses nothing of them.
 * Blocks of B, where packed, are packed once each, blocks of A once for each
 * block of B.
 * Every element sums over k in order, whatever m and n are.
 */
export function f32_gemm(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool,
  lda: i32, ldb: i32, ldc: i32,
  bias: usize, kind: i32, slope: f32,
  scratch: usize, skipsZeros: bool,
): void {
  multiply(a, b, c, m, n, k, transposeA, transposeB, lda, ldb, ldc, scratch, skipsZeros);
  f32_epilogue(bias, kind, slope, c, 4 * ldc, m, n);
}

function multiply(
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
  if (m <= FLAT || n <= THIN && !transposeA || n == 1 && ldc == 1) {
    vectors(a, b, c, m, n, k, transposeA, transposeB, lda, ldb, ldc, scratch, skipsZeros);
    return;
  }
  const tile = scratch, bPanels = scratch + TILE;
  const packsA = transposeA && n > (lda % PAGE ? UNPACKED : UNPACKED_PAGES);
  const packsB = transposeB || n > 8 && m > (ldb % PAGE ? UNPACKED : UNPACKED_PAGES);
  for (let j = 0; j < n; j += N_BLOCK) {
    const n1 = min(n - j, N_BLOCK);
    const last = n1 % 8 == 2 && n1 > 2 ? 10 : n1 % 8, whole = n1 - last;
    for (let p = 0; p < k; p += K_BLOCK) {
      const k1 = min(k - p, K_BLOCK);
      const from = b + 4 * (transposeB ? j * ldb + p : p * ldb + j);
      const end = bPanels + 4 * whole * k1;
      if (packsB) {
        const rest = from + 4 * whole * (transposeB ? ldb : 1), width = last == 10 ? 10 : 8;
        pack_b(transposeB, from, 4 * ldb, whole, k1, 8, 32, bPanels);
        pack_b(transposeB, rest, 4 * ldb, last, k1, width, 4 * width, end);
      }
      for (let i = 0, m1 = 0; i < m; i += m1) {
        m1 = m - i < M_BLOCK + 6 ? m - i : M_BLOCK; // at least 3 are left
        let rows = a + 4 * (transposeA ? p * lda + i : i * lda + p);
        if (packsA) {
          const aPanels = end + 4 * ((last + 7) & ~7) * k1;
          pack_a_steps(rows, 4 * lda, m1, k1, aPanels);
          rows = aPanels;
        }
        block(
          packsA, rows, 4 * (transposeA ? 1 : lda), 4 * (transposeA ? lda : 1),
          packsB ? bPanels : from, packsB ? 0 : 4 * ldb,
          c + 4 * (i * ldc + j), m1, whole, last, k1, 4 * ldc, p == 0, tile,
        );
      }
    }
  }
}

/** f32_gemm row by row, or, of more than FLAT rows, column by column. */
function vectors(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool,
  lda: i32, ldb: i32, ldc: i32,
  scratch: usize, skipsZeros: bool,
): void {
  const aRow: usize = 4 * (transposeA ? 1 : lda), aStep: usize = 4 * (transposeA ? lda : 1);
  const bStep: usize = 4 * (transposeB ? 1 : ldb), bColumn: usize = 4 * (transposeB ? ldb : 1);
  for (let p = 0; p < k; p += K_BLOCK) {
    const k1 = min(k - p, K_BLOCK), first = p == 0;
    if (m <= FLAT) {
      for (let i = 0; i < m; i++) {
        const row = a + i * aRow, to = c + 4 * i * ldc;
        if (transposeB) f32_gemv_16x1(b, bColumn, row, aStep, to, 4, n, k1, first);
        else {
          const end = f32_gemv_list(row, aStep, k1, bStep, skipsZeros, scratch);
          f32_gemv_1x32(scratch, end, b, to, n, first);
        }
      }
    } else if (transposeA) {
      const end = f32_gemv_list(b, bStep, k1, aStep, false, scratch);
      f32_gemv_1x32(scratch, end, a, c, m, first);
    } else {
      for (let j = 0; j < n; j++) {
        f32_gemv_16x1(a, aRow, b + j * bColumn, bStep, c + 4 * j, 4 * ldc, m, k1, first);
      }
    }
    a += k1 * aStep;
    b += k1 * bStep;
  }
}

/**
 * Multiplies a block of A, in panels of the rows of a tile where packed, with
 * panels of B of 8 columns, and one of the last, up to 7 or 10; bStep is 0 where
 * they are packed.
 */
function block(
  packed: bool, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize,
  m: i32, whole: i32, last: i32, k: i32, ldc: usize, first: bool, tile: usize,
): void {
  for (let j = whole + last; j > 0; j -= 8) {
    const columns = j > last ? 8 : last, rest = columns & 7;
    const bRow: usize = bStep ? bStep : columns == 10 ? 40 : 32;
    let ai = a, ci = c;
    for (let i = m; i > 0;) {
      const isTen = columns == 10 && !packed && (i == 4 || i >= 7);
      const rows = isTen ? 4 : tile_rows(i);
      if (packed) aStep = 4 * rows;
      if (isTen) f32_gemm_4x10(first, ai, aRow, aStep, b, bRow, ci, ldc, k);
      else {
        if (columns >= 8) tiles(true, rows, first, ai, aRow, aStep, b, bRow, ci, ldc, k);
        if (rest) {
          const from: usize = 4 * (columns & 8);
          tiles(rest > 4, rows, true, ai, aRow, aStep, b + from, bRow, tile, 32, k);
          copy_tile(tile, ci + from, ldc, rows, rest, first);
        }
      }
      ai += packed ? 4 * rows * k : rows * aRow;
      ci += rows * ldc;
      i -= rows;
    }
    if (columns == 10) return;
    b += bStep ? 32 : 32 * k;
    c += 32;
  }
}

/** Chooses the kernel for a number of rows and of columns. */
function tiles(
  wide: bool, rows: i32, first: bool,
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, ldc: usize, k: usize,
): void {
  if (wide) tiles_of(true, rows, first, a, aRow, aStep, b, bStep, c, ldc, k);
  else tiles_of(false, rows, first, a, aRow, aStep, b, bStep, c, ldc, k);
}

// @ts-ignore: decorator
@inline
function tiles_of(
  wide: bool, rows: i32, first: bool,
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, ldc: usize, k: usize,
): void {
  if (rows == 3) f32_gemm_6x8(3, wide, first, a, aRow, aStep, b, bStep, c, ldc, k);
  else if (rows == 4) f32_gemm_6x8(4, wide, first, a, aRow, aStep, b, bStep, c, ldc, k);
  else if (rows == 5 || !ASC_FEATURE_RELAXED_SIMD) f32_gemm_6x8(5, wide, first, a, aRow, aStep, b, bStep, c, ldc, k);
  else f32_gemm_6x8(6, wide, first, a, aRow, aStep, b, bStep, c, ldc, k);
}

/** Stores the wanted columns of a tile, or adds them to what is there. */
function copy_tile(tile: usize, c: usize, ldc: usize, rows: i32, columns: i32, first: bool): void {
  const rest = columns & 3;
  for (let i = 0; i < rows; i++, tile += 32, c += ldc) {
    let from = tile, to = c;
    if (columns >= 4) {
      const sum = v128.load(from);
      v128.store(to, first ? sum : f32x4.add(v128.load(to), sum));
      from += 16;
      to += 16;
    }
    if (rest) {
      const sum = v128.load(from);
      f32x4_store_part(to, first ? sum : f32x4.add(f32x4_load_part(to, rest), sum), rest);
    }
  }
}
