/**
 * RMSProp.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { RMSPropSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode RMSProp}. */
export interface RMSPropOptions extends OptimizerOptions {
  /**
   * Share of the mean square that a step keeps, >= 0 and < 1; default 0.99. It is
   * `alpha` in PyTorch.
   */
  rho?: number;
  /** Added to what is divided by, > 0; default 1e-8. */
  epsilon?: number;
}

/**
 * RMSProp: gradients divided by the root of their mean square.
 *
 * ```text
 * s = rho · s + (1 - rho) · g²
 * w = w - learningRate · g / (√s + epsilon)
 * ```
 *
 * By {@link https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf | Hinton 2012}.
 * The same as PyTorch's, neither centered nor with momentum. Keras adds epsilon
 * under the root, 1e-7, and its rate is 0.001 and its rho 0.9 by default; cute-dl
 * adds 1e-6 under the root, TensorFlow 1 began with s = 1.
 *
 * @example
 * ```ts
 * import { RMSProp } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1]));
 * weights.gradient.data[0] = 3;
 * const optimizer = new RMSProp(0.1, { rho: 0.75 });
 * optimizer.update([weights]); // s = 9 / 4: by 0.1 · 3 / √(9 / 4)
 * assertAlmostEquals(weights.value.data[0]!, 0.8, 1e-6);
 * ```
 */
export class RMSProp extends BaseOptimizer<{ rho: number; epsilon: number }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step of every element; default 0.01.
   * @param options Rho, epsilon, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate = 0.01, options: RMSPropOptions = {}) {
    const { rho = 0.99, epsilon = 1e-8 } = options;
    const rule = {
      name: "rmsProp",
      slots: ["meanSquare"],
      settings: { rho, epsilon },
    };
    super(rule, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    [squares]: readonly Float32Array[],
    settings: RMSPropSettings,
  ): void {
    engine.rmsProp(value.data, gradient.data, squares!, settings);
  }
}
