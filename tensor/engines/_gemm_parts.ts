import { split } from "./_split.ts";

const TILE = { rows: 6, columns: 8 };

/** Arguments of `f32_gemm` but for the scratch memory. */
export type GemmPart = [
  a: number,
  b: number,
  c: number,
  m: number,
  n: number,
  k: number,
  transposeA: boolean,
  transposeB: boolean,
  lda: number,
  ldb: number,
  ldc: number,
  skipsZeros: boolean,
];

/**
 * Splits a dense product by rows or by columns, whichever are more. Every
 * element is summed in the same order, whatever the parts.
 */
export function gemmParts(whole: GemmPart, count: number): GemmPart[] {
  const [a, b, c, m, n, k, transposeA, transposeB, lda, ldb, ldc, skipsZeros] =
    whole;
  const settings = [transposeA, transposeB, lda, ldb, ldc, skipsZeros] as const;
  if (n >= m) {
    return split(n, count, TILE.columns).map(({ start, length }) => [
      a,
      b + 4 * (transposeB ? start * ldb : start),
      c + 4 * start,
      m,
      length,
      k,
      ...settings,
    ]);
  }
  return split(m, count, TILE.rows).map(({ start, length }) => [
    a + 4 * (transposeA ? start : start * lda),
    b,
    c + 4 * start * ldc,
    length,
    n,
    k,
    ...settings,
  ]);
}
