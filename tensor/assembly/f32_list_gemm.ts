import { f32_epilogue } from "./f32_activation";
import { f32_gemm_1x48 } from "./f32_gemm_1x48";
import { f32_list_room, list_a_rows, list_a_steps } from "./f32_gemm_lists";
import { K_BLOCK, M_BLOCK, N_BLOCK, pack_b } from "./f32_gemm_pack";

/** Bytes of a row of ragged columns. */
const TILE: usize = 64;

/** Bytes from row to row of a packed panel, of 48 columns or fewer. */
const PANEL: usize = 192;

/** Bytes of scratch memory that f32_list_gemm needs for a product. */
export function f32_list_gemm_scratch(m: i32, n: i32, k: i32): usize {
  const k1 = min(k, K_BLOCK), panels = min(n, N_BLOCK) / 48 + 2;
  return (TILE + rows_of(m) * (4 + f32_list_room(k1)) + panels * PANEL * k1 + 63) & ~63;
}

/** Rows of a block, for which there is room. */
// @ts-ignore: decorator
@inline
function rows_of(m: i32): usize {
  return (min(m, M_BLOCK) + 3) & ~3;
}

/**
 * f32_list_gemm: C = f(A · B + bias) as f32_gemm, by lists of the elements of A
 * that are not zero. f32_lists_pay tells when that is faster, and whether it is
 * with B packed.
 *
 * Needs f32_list_gemm_scratch bytes at scratch; reads up to 60 bytes past the end
 * of B, and uses nothing of them. Zeros in A are skipped, though B be infinite.
 * Panels of B have 48 columns, and at the end 32 and 16. A transposed B is
 * always packed.
 * Every element sums over k in the order and the blocks of f32_gemm: of finite
 * numbers the result has the same bits.
 */
export function f32_list_gemm(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool,
  lda: i32, ldb: i32, ldc: i32,
  bias: usize, kind: i32, slope: f32,
  scratch: usize, packs: bool,
): void {
  const packed = packs || transposeB, row = packed ? PANEL : 4 * ldb;
  const ends = scratch + TILE, entries = ends + 4 * rows_of(m);
  const panels = entries + rows_of(m) * f32_list_room(min(k, K_BLOCK));
  for (let j = 0; j < n; j += N_BLOCK) {
    const n1 = min(n - j, N_BLOCK);
    for (let p = 0; p < k; p += K_BLOCK) {
      const k1 = min(k - p, K_BLOCK);
      const from = b + 4 * (transposeB ? j * ldb + p : p * ldb + j);
      if (packed) pack_panels(transposeB, from, 4 * ldb, n1, k1, panels);
      for (let i = 0; i < m; i += M_BLOCK) {
        const m1 = min(m - i, M_BLOCK);
        if (transposeA) list_a_steps(a + 4 * (p * lda + i), 4 * lda, m1, k1, row, ends, entries);
        else list_a_rows(a + 4 * (i * lda + p), 4 * lda, m1, k1, row, ends, entries);
        block(
          p == 0, entries, ends, m1, packed ? panels : from, packed ? PANEL * k1 : 0,
          c + 4 * (i * ldc + j), 4 * ldc, n1, k1, scratch,
        );
      }
    }
  }
  f32_epilogue(bias, kind, slope, c, 4 * ldc, m, n);
}

/** Columns of the next panel, of so many that are left; 64 are two of 32. */
// @ts-ignore: decorator
@inline
function panel_columns(left: i32): i32 {
  return left >= 48 && left != 64 ? 48 : left >= 32 ? 32 : 16;
}

function pack_panels(transposed: bool, b: usize, ldb: usize, n: i32, k: i32, to: usize): void {
  const next: usize = transposed ? ldb : 4;
  for (; n > 0; to += PANEL * k) {
    const width = panel_columns(n);
    pack_b(transposed, b, ldb, min(n, width), k, width, PANEL, to);
    b += width * next;
    n -= width;
  }
}

/**
 * Multiplies listed rows of A with all panels, `next` bytes apart, or where that
 * is 0 side by side.
 */
function block(
  first: bool, entries: usize, ends: usize, m: i32, b: usize, next: usize,
  c: usize, ldc: usize, n: i32, k: i32, tile: usize,
): void {
  while (n > 0) {
    const width = panel_columns(n);
    if (width == 48) f32_gemm_1x48(12, first, entries, ends, m, b, c, ldc, k);
    else if (width == 32) f32_gemm_1x48(8, first, entries, ends, m, b, c, ldc, k);
    else if (n >= 16) f32_gemm_1x16(first, entries, ends, m, b, c, ldc, k);
    else ragged(n, first, entries, ends, m, b, c, ldc, k, tile);
    b += next ? next : 4 * width;
    c += 4 * width;
    n -= width;
  }
}

/** {@link f32_gemm_1x48} for sixteen columns. */
function f32_gemm_1x16(
  first: bool, entries: usize, ends: usize, rows: i32, b: usize, c: usize, ldc: usize, k: i32,
): void {
  f32_gemm_1x48(4, first, entries, ends, rows, b, c, ldc, k);
}

/** The last columns, fewer than sixteen: computed in a tile, row by row. */
function ragged(
  columns: i32, first: bool,
  entries: usize, ends: usize, rows: i32, b: usize, c: usize, ldc: usize, k: i32, tile: usize,
): void {
  for (let i = 0; i < rows; i++) {
    f32_gemm_1x16(true, entries, ends, 1, b, tile, 0, k);
    for (let j = 0; j < columns; j++) {
      const at = c + 4 * j, value = load<f32>(tile + 4 * j);
      store<f32>(at, first ? value : load<f32>(at) + value);
    }
    entries += f32_list_room(k);
    ends += 4;
    c += ldc;
  }
}
