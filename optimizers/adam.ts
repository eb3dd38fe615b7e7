/**
 * Adam.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { AdamSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** Share of the mean gradient that a step keeps, >= 0 and < 1; default 0.9. */
  beta1?: number;
  /** Share of the mean square that a step keeps, >= 0 and < 1; default 0.999. */
  beta2?: number;
  /** Added to what is divided by, > 0; default 1e-8. */
  epsilon?: number;
}

/**
 * Adam: the mean gradient divided by the root of the mean square.
 *
 * ```text
 * m = beta1 · m + (1 - beta1) · g
 * v = beta2 · v + (1 - beta2) · g²
 * m̂ = m / (1 - beta1 ^ step)    with steps from 1
 * v̂ = v / (1 - beta2 ^ step)
 * w = w - learningRate · m̂ / (√v̂ + epsilon)
 * ```
 *
 * By {@link https://arxiv.org/abs/1412.6980 | Kingma and Ba 2015}. The same as
 * PyTorch's, and as cute-dl's, whose second beta is 0.99 by default. Keras and
 * TensorFlow add epsilon, by default 1e-7, to the uncorrected √v, as the end of
 * section 2 of the paper has it: less of a brake in the first steps. An `l2` is
 * part of g, and so of the means; {@linkcode AdamW} decays the weights beside
 * them.
 *
 * @example
 * ```ts
 * import { Adam } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1, 1]));
 * weights.gradient.data.set([100, -0.01]);
 * const optimizer = new Adam(0.25);
 * optimizer.update([weights]); // m̂ = g, v̂ = g²
 * assertAlmostEquals(weights.value.data[0]!, 0.75, 1e-6);
 * assertAlmostEquals(weights.value.data[1]!, 1.25, 1e-6);
 * ```
 */
export class Adam
  extends BaseOptimizer<{ beta1: number; beta2: number; epsilon: number }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step of every element; default 0.001.
   * @param options Betas, epsilon, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate = 0.001, options: AdamOptions = {}) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const rule = {
      name: "adam",
      slots: ["firstMoment", "secondMoment"],
      settings: { beta1, beta2, epsilon },
    };
    super(rule, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    [mean, squares]: readonly Float32Array[],
    settings: AdamSettings,
  ): void {
    engine.adam(value.data, gradient.data, mean!, squares!, settings);
  }
}
