import type { MatrixSize } from "../engines/engine.ts";

/** Plain sum over the rows, in float64. */
export function sumRows(
  inputs: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
): void {
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows * columns; i++) sums[i % columns]! += inputs[i]!;
  outputs.set(sums);
}
