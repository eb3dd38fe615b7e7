import type { EpilogueArguments } from "./_epilogue_arguments.ts";
import { split } from "./_split.ts";

const TILE = { rows: 6, columns: 8 };

/** First arguments of `f32_gemm` and of `f32_list_gemm`. */
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
  ...epilogue: EpilogueArguments,
];

/**
 * Splits a dense product by rows or by columns, whichever are more. Every
 * element is summed in the same order, whatever the parts.
 */
export function gemmParts(whole: GemmPart, count: number): GemmPart[] {
  const [a, b, c, m, n, k, transposeA, transposeB, lda, ldb, ldc, ...epilogue] =
    whole;
  const [bias, kind, slope] = epilogue;
  const settings = [transposeA, transposeB, lda, ldb, ldc] as const;
  if (n >= m) {
    return split(n, count, TILE.columns).map(({ start, length }) => [
      a,
      b + 4 * (transposeB ? start * ldb : start),
      c + 4 * start,
      m,
      length,
      k,
      ...settings,
      bias && bias + 4 * start,
      kind,
      slope,
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
    ...epilogue,
  ]);
}
