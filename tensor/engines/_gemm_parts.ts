import { split } from "./_split.ts";
import type { Part } from "./_threads.ts";
import type { WasmContext } from "./_wasm_context.ts";
import type { MatmulSize } from "./engine.ts";

const FEWEST_SHARED = 2 ** 20; // multiplications, that threads share
const TILE = { rows: 6, columns: 8 };

/** Addresses of the matrices, and where scratch memory comes from. */
interface GemmAddresses {
  readonly a: number;
  readonly b: number;
  readonly outputs: number;
  scratch(bytes: number): number;
}

/**
 * Splits a dense product for threads, by rows or by columns. Every element is
 * summed in the same order, whatever the parts.
 */
export function gemmParts(
  size: MatmulSize,
  { a, b, outputs, scratch }: GemmAddresses,
  { kernels, threads }: WasmContext,
): Part[] {
  const { m, k, n } = size;
  const { transposeA = false, transposeB = false, skipsZeros = false } = size;
  const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
  const parts = m * k * n < FEWEST_SHARED ? 1 : threads.count;
  const byColumns = n >= m;
  const stretches = byColumns
    ? split(n, parts, TILE.columns)
    : split(m, parts, TILE.rows);
  const longest = Math.max(...stretches.map(({ length }) => length));
  const [rows, columns] = byColumns ? [m, longest] : [longest, n];
  const bytes = alignedBytes(kernels.f32_gemm_scratch(rows, columns, k));
  const place = scratch(bytes * stretches.length);
  return stretches.map(({ start, length }, i) => {
    const [row, column] = byColumns ? [0, start] : [start, 0];
    return [
      a + 4 * (transposeA ? row : row * lda),
      b + 4 * (transposeB ? column * ldb : column),
      outputs + 4 * (row * n + column),
      byColumns ? m : length,
      byColumns ? length : n,
      k,
      transposeA,
      transposeB,
      lda,
      ldb,
      n,
      skipsZeros,
      place + i * bytes,
    ];
  });
}

function alignedBytes(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
