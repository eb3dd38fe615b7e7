/**
 * Gradient descent at a fixed learning rate.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { DescendSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/**
 * Plain gradient descent.
 *
 * ```text
 * w = w - learningRate · g
 * ```
 *
 * It is called `SGD` in Keras and PyTorch, where it has no momentum by default.
 *
 * @example
 * ```ts
 * import { Fixed } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1, 2]));
 * weights.gradient.data.set([2, -4]);
 * const optimizer = new Fixed(0.25);
 * optimizer.update([weights]);
 * assertEquals(weights.value.toArray(), [0.5, 3]);
 * assertEquals(optimizer.step, 1);
 * ```
 */
export class Fixed extends BaseOptimizer<Record<never, never>> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step, as a multiple of the gradient.
   * @param options How to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate, options: OptimizerOptions = {}) {
    super({ name: "fixed", slots: [], settings: {} }, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    _slots: readonly Float32Array[],
    settings: DescendSettings,
  ): void {
    engine.descend(value.data, gradient.data, settings);
  }
}
