/**
 * Probabilities of logits, and their logarithms.
 *
 * @module
 */
import {
  logSoftmax as logSoftmaxKernel,
  softmax as softmaxKernel,
} from "../reference/softmax.ts";
import { Tensor } from "../tensor.ts";

/**
 * Turns logits into probabilities: `exp(z) / Σ exp(z)` over the last axis,
 * shifted by its maximum so that nothing overflows.
 *
 * @param logits `[..., classes]`.
 * @returns Probabilities of the same shape, a new tensor; the last axis sums to
 * 1.
 *
 * @example
 * ```ts
 * import { softmax, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const logits = tensor([[0, Math.log(3)], [1e4, 1e4]]);
 * assertEquals(softmax(logits).toArray(), [[0.25, 0.75], [0.5, 0.5]]);
 * ```
 */
export function softmax(logits: Tensor): Tensor {
  return overLastAxis(logits, softmaxKernel);
}

/**
 * Logarithm of {@linkcode softmax}, exact where that would round to 0:
 * `z - ln Σ exp(z)` over the last axis.
 *
 * @param logits `[..., classes]`.
 * @returns Logarithms of probabilities, of the same shape, a new tensor.
 *
 * @example
 * ```ts
 * import { logSoftmax, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(logSoftmax(tensor([[1e4, 0]])).toArray(), [[0, -1e4]]);
 * ```
 */
export function logSoftmax(logits: Tensor): Tensor {
  return overLastAxis(logits, logSoftmaxKernel);
}

function overLastAxis(
  { data, shape }: Tensor,
  kernel: typeof softmaxKernel,
): Tensor {
  const outputs = new Float32Array(data.length);
  const columns = shape.at(-1) ?? 1;
  if (columns > 0) {
    kernel(data, outputs, { rows: data.length / columns, columns });
  }
  return new Tensor(outputs, shape);
}
