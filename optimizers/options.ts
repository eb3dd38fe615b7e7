/**
 * The options that all optimizers share.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";

/**
 * Strength of a penalty.
 *
 * A number holds for all parameters with two axes or more: the kernels, and not
 * the biases, which are vectors. A function gives the strength for each
 * parameter, vectors too; it is asked once for each.
 *
 * @example Another strength for the first layer
 * ```ts
 * import { Fixed } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const first = new Parameter("0.dense.kernel", tensor([[1]]));
 * const second = new Parameter("1.dense.kernel", tensor([[1]]));
 * const optimizer = new Fixed(1, {
 *   l2: ({ name }) => name.startsWith("0.") ? 0.5 : 0.25,
 * });
 * optimizer.update([first, second]); // by gradients of 0
 * assertEquals(first.value.toArray(), [[0.5]]);
 * assertEquals(second.value.toArray(), [[0.75]]);
 * ```
 */
export type Penalty = number | ((parameter: Parameter) => number);

/**
 * Options of every optimizer: how it takes the gradients.
 *
 * They are clipped first, as they come from `backward`; then those of the
 * penalties are added, as in PyTorch. The loss that a session reports is that
 * of the data, without the penalties, as it is with the `weight_decay` of Keras
 * and PyTorch, so that runs with different penalties compare.
 */
export interface OptimizerOptions {
  /**
   * Largest norm of the gradient of all trainable parameters together; a longer
   * one is scaled by `clipNorm / (norm + 1e-6)`. By default none. In Keras this
   * is `global_clipnorm`; its `clipnorm` is for each parameter alone.
   */
  clipNorm?: number;
  /**
   * Largest magnitude of an element of a gradient; by default none. Not together
   * with `clipNorm`.
   */
  clipValue?: number;
  /** Strength of the penalty `l1 · Σ|w|`; default 0. */
  l1?: Penalty;
  /**
   * Strength of the penalty `l2 / 2 · Σw²`; default 0. This is PyTorch's
   * `weight_decay`, and half of it the strength of Keras' `L2`, which penalizes
   * `Σw²`.
   */
  l2?: Penalty;
}
