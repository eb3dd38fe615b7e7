import type { MatrixSize } from "../engines/engine.ts";

/** Plain softmax of every row, shifted by its maximum. */
export function softmax(
  inputs: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    const { max, sum } = shiftedSum(inputs, start, columns);
    for (let i = start; i < start + columns; i++) {
      outputs[i] = Math.exp(inputs[i]! - max) / sum;
    }
  }
}

/** Plain logarithm of the softmax of every row. */
export function logSoftmax(
  inputs: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    const { max, sum } = shiftedSum(inputs, start, columns);
    for (let i = start; i < start + columns; i++) {
      outputs[i] = inputs[i]! - max - Math.log(sum);
    }
  }
}

/** Plain gradient of softmax: `p · (g - Σⱼ gⱼ pⱼ)`. */
export function softmaxGradient(
  probabilities: Float32Array,
  gradient: Float32Array,
  outputs: Float32Array,
  { rows, columns }: MatrixSize,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    let dot = 0;
    for (let i = start; i < start + columns; i++) {
      dot += gradient[i]! * probabilities[i]!;
    }
    for (let i = start; i < start + columns; i++) {
      outputs[i] = probabilities[i]! * (gradient[i]! - dot);
    }
  }
}

/** Largest element of a row, and the sum of `exp(element - max)`. */
export function shiftedSum(
  values: Float32Array,
  start: number,
  length: number,
): { max: number; sum: number } {
  let max = -Infinity;
  for (let i = start; i < start + length; i++) {
    max = Math.max(max, values[i]!);
  }
  let sum = 0;
  for (let i = start; i < start + length; i++) {
    sum += Math.exp(values[i]! - max);
  }
  return { max, sum };
}
