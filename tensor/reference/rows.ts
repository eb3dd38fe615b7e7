import type { MatrixSize } from "../engines/engine.ts";

/** Plain `outputs = inputs + bias`, row by row. */
export function addBias(
  inputs: Float32Array,
  bias: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
): void {
  for (let i = 0; i < rows * columns; i++) {
    outputs[i] = inputs[i]! + bias[i % columns]!;
  }
}

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
