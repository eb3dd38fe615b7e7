import type { Epilogue } from "../engines/activation.ts";
import type { MatmulSize } from "../engines/engine.ts";
import type { SparseMatrix } from "../engines/pixel_rows.ts";
import { activate } from "./activations.ts";

/**
 * Plain matrix product, summed in float64: the oracle of every other product.
 *
 * a        [m, k], or [k, m] with `transposeA`
 * b        [k, n], or [n, k] with `transposeB`
 * outputs  [m, n], overwritten
 */
export function matmul(
  a: Float32Array | SparseMatrix,
  b: Float32Array,
  outputs: Float32Array,
  size: MatmulSize,
  epilogue?: Epilogue,
): void {
  const elements = "dense" in a ? a.dense : a;
  const { m, k, n, transposeA = false, transposeB = false } = size;
  const [aRow, aStep] = transposeA ? [1, m] : [k, 1];
  const [bStep, bColumn] = transposeB ? [1, k] : [n, 1];
  const sums = new Float64Array(n); // float32 sums drift
  for (let i = 0; i < m; i++) {
    sums.fill(0);
    for (let p = 0; p < k; p++) {
      const factor = elements[i * aRow + p * aStep]!;
      for (let j = 0; j < n; j++) {
        sums[j]! += factor * b[p * bStep + j * bColumn]!;
      }
    }
    outputs.set(sums, i * n);
  }
  if (epilogue !== undefined) activate(outputs, outputs, epilogue);
}
