import type { MatrixSize } from "../engines/engine.ts";
import { sigmoid } from "./activations.ts";
import { shiftedSum } from "./softmax.ts";

/** Plain softmax cross-entropy from logits against a distribution per row. */
export function softmaxCrossentropy(
  logits: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
): number {
  let loss = 0;
  for (let start = 0; start < rows * columns; start += columns) {
    const { max, sum } = shiftedSum(logits, start, columns);
    let weight = 0;
    for (let i = start; i < start + columns; i++) {
      const y = targets[i]!;
      weight += y;
      // 0 · ln p is 0 even where p vanishes
      if (y !== 0) loss += y * (Math.log(sum) - (logits[i]! - max));
    }
    for (let i = start; i < start + columns; i++) {
      const p = Math.exp(logits[i]! - max) / sum;
      gradient[i] = (p * weight - targets[i]!) / rows;
    }
  }
  return loss;
}

/** Plain softmax cross-entropy from logits against one class per row. */
export function sparseSoftmaxCrossentropy(
  logits: Float32Array,
  labels: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
): number {
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const { max, sum } = shiftedSum(logits, start, columns);
    const target = start + labels[row]!;
    loss += Math.log(sum) - (logits[target]! - max);
    for (let i = start; i < start + columns; i++) {
      const p = Math.exp(logits[i]! - max) / sum;
      gradient[i] = (i === target ? p - 1 : p) / rows;
    }
  }
  return loss;
}

/** Plain sigmoid cross-entropy from logits. */
export function sigmoidCrossentropy(
  logits: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
): number {
  let loss = 0;
  for (let i = 0; i < rows * columns; i++) {
    const z = logits[i]!;
    const y = targets[i]!;
    loss += Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
    gradient[i] = (sigmoid(z) - y) / rows;
  }
  return loss;
}
