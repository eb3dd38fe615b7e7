import type { MatrixSize } from "@cutedl/tensor/engine";
import { CLIP, clip } from "./_probabilities.ts";

/**
 * Cross-entropy of probabilities with a distribution per row: the sum over the
 * rows, and the gradient of the mean.
 */
export function crossentropy(
  probabilities: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows }: MatrixSize,
): number {
  let sum = 0; // float64: float32 sums drift
  for (let i = 0; i < gradient.length; i++) {
    const p = clip(probabilities[i]!, CLIP, 1);
    const y = targets[i]!;
    sum -= y * Math.log(p);
    gradient[i] = -y / (rows * p);
  }
  return sum;
}
