import { f32_epilogue } from "./f32_activation";
import { f32_gemm_1x48 } from "./f32_gemm_1x48";
import { f32_list_room, list_a_rows, list_a_steps } from "./f32_gemm_lists";
import { K_BLOCK, M_BLOCK, N_BLOCK, pack_b } from "./f32_gemm_pack";

/** Bytes of a row of ragged columns. */
const TILE: usize = 64;

/** Bytes of scratch memory that f32_list_gemm needs for a product. */
export function f32_list_gemm_scratch(m: i32, n: i32, k: i32): usize {
  const k1 = min(k, K_BLOCK), n1 = (min(n, N_BLOCK) + 15) & ~15;
  return (TILE + rows_of(m) * (4 + f32_list_room(k1)) + 4 * n1 * k1 + 63) & ~63;
}

/** Rows of a block, for which there is room. */
// @ts-ignore: decorator
@inline
function rows_of(m: i32): usize {
  return (min(m, M_BLOCK) + 3) & ~3;
}

/**
 * f32_list_gemm: C = f(A · B + bias) as f32_gemm, by lists of the elements of A that are
 * not zero. f32_lists_pay tells when that is faster.
 *
 * Needs f32_list_gemm_scratch bytes at scratch. Zeros in A are skipped, though B
 * be infinite.
 * B is packed into panels of 48 columns, and at the end of 32 and of 16.
 * Every element sums over k in the order and the blocks of f32_gemm: of finite
 * numbers the result has the same bits.
 */
export function f32_list_gemm(
  a: usize, b: usize, c: usize,
  m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool,
  lda: i32, ldb: i32, ldc: i32,
  bias: usize, kind: i32, slope: f32,
  scratch: usize,
): void {
  const ends = scratch + TILE, entries = ends + 4 * rows_of(m);
  for (let j = 0; j < n; j += N_BLOCK) {
    const n1 = min(n - j, N_BLOCK);
    // 64 columns are two panels of 32
    const n48 = n1 % 48 == 16 && n1 > 16 ? n1 - 64 : n1 - n1 % 48;
    const n32 = (n1 - n48) & ~31, n16 = n1 - n48 - n32;
    for (let p = 0; p < k; p += K_BLOCK) {
      const k1 = min(k - p, K_BLOCK), first = p == 0;
      const bytes: usize = 4 * k1, next = transposeB ? ldb : 1;
      const b48 = entries + rows_of(m) * f32_list_room(k1);
      const b32 = b48 + n48 * bytes, b16 = b32 + n32 * bytes;
      const from = b + 4 * (transposeB ? j * ldb + p : p * ldb + j);
      pack_b(transposeB, from, 4 * ldb, n48, k1, 48, b48);
      pack_b(transposeB, from + 4 * n48 * next, 4 * ldb, n32, k1, 32, b32);
      pack_b(transposeB, from + 4 * (n48 + n32) * next, 4 * ldb, n16, k1, 16, b16);
      for (let i = 0; i < m; i += M_BLOCK) {
        const m1 = min(m - i, M_BLOCK);
        if (transposeA) list_a_steps(a + 4 * (p * lda + i), 4 * lda, m1, k1, ends, entries);
        else list_a_rows(a + 4 * (i * lda + p), 4 * lda, m1, k1, ends, entries);
        let panel = b48, to = c + 4 * (i * ldc + j);
        for (; panel < b32; panel += 48 * bytes, to += 192) {
          f32_gemm_1x48(12, first, entries, ends, m1, panel, to, 4 * ldc, k1);
        }
        for (; panel < b16; panel += 32 * bytes, to += 128) {
          f32_gemm_1x48(8, first, entries, ends, m1, panel, to, 4 * ldc, k1);
        }
        let left = n16;
        for (; left >= 16; left -= 16, panel += 16 * bytes, to += 64) {
          f32_gemm_1x16(first, entries, ends, m1, panel, to, 4 * ldc, k1);
        }
        if (left > 0) ragged(left, first, entries, ends, m1, panel, to, 4 * ldc, k1, scratch);
      }
    }
  }
  f32_epilogue(bias, kind, slope, c, 4 * ldc, m, n);
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
