/**
 * Gradient descent with momentum.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { MomentumSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode Momentum}. */
export interface MomentumOptions extends OptimizerOptions {
  /** Share of the velocity that a step keeps, >= 0 and < 1; default 0.9. */
  momentum?: number;
  /** Whether to step by where the velocity will be next; default `false`. */
  nesterov?: boolean;
}

/**
 * Gradient descent with momentum, classic or Nesterov's.
 *
 * ```text
 * v = momentum · v + g
 * w = w - learningRate · v                     classic
 * w = w - learningRate · (momentum · v + g)    Nesterov
 * ```
 *
 * By {@link https://doi.org/10.1016/0041-5553(64)90137-5 | Polyak 1964}, and for
 * Nesterov's in this form by
 * {@link https://proceedings.mlr.press/v28/sutskever13.html | Sutskever and others 2013}.
 * The same as PyTorch's `SGD` without dampening, where momentum is 0 by default.
 * Keras and cute-dl put the learning rate into the velocity,
 * `v = momentum · v + learningRate · g`: the same until the rate changes, which
 * there leaves earlier gradients at their rates.
 *
 * @example
 * ```ts
 * import { Momentum } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1]));
 * weights.gradient.data[0] = 1;
 * const optimizer = new Momentum(0.25, { momentum: 0.5 });
 * optimizer.update([weights]); // v = 1
 * assertEquals(weights.value.toArray(), [0.75]);
 * optimizer.update([weights]); // v = 1.5
 * assertEquals(weights.value.toArray(), [0.375]);
 * ```
 */
export class Momentum
  extends BaseOptimizer<{ momentum: number; nesterov: boolean }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step, as a multiple of the velocity; default
   * 0.001.
   * @param options Momentum, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(
    learningRate: LearningRate = 0.001,
    options: MomentumOptions = {},
  ) {
    const { momentum = 0.9, nesterov = false } = options;
    const rule = {
      name: "momentum",
      slots: ["velocity"],
      settings: { momentum, nesterov },
    };
    super(rule, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    [velocity]: readonly Float32Array[],
    settings: MomentumSettings,
  ): void {
    engine.momentum(value.data, gradient.data, velocity!, settings);
  }
}
