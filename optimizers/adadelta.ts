/**
 * Adadelta.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { RMSPropSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode Adadelta}. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Share of the mean squares that a step keeps, >= 0 and < 1; default 0.9. */
  rho?: number;
  /** Added under both roots, > 0; default 1e-6. The first steps are by √epsilon. */
  epsilon?: number;
}

/**
 * Adadelta: steps as long as the ones before, by gradients of mean square 1.
 *
 * ```text
 * s = rho · s + (1 - rho) · g²
 * d = g · √(u + epsilon) / √(s + epsilon)
 * u = rho · u + (1 - rho) · d²
 * w = w - learningRate · d
 * ```
 *
 * By {@link https://arxiv.org/abs/1212.5701 | Zeiler 2012}, where there is no
 * learning rate. The same as PyTorch's. By default Keras has a rate of 0.001, a
 * rho of 0.95 and an epsilon of 1e-7. cute-dl adds its 1e-6 outside of the roots,
 * which at first is an epsilon of 1e-12 here: steps a thousand times as short.
 *
 * @example
 * ```ts
 * import { Adadelta } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1]));
 * weights.gradient.data[0] = 30;
 * const optimizer = new Adadelta(1, { rho: 0.75, epsilon: 1e-4 });
 * optimizer.update([weights]); // s = 225: by 30 · √1e-4 / √225
 * assertAlmostEquals(weights.value.data[0]!, 0.98, 1e-6);
 * ```
 */
export class Adadelta extends BaseOptimizer<{ rho: number; epsilon: number }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Factor of the steps; default 1.
   * @param options Rho, epsilon, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate = 1, options: AdadeltaOptions = {}) {
    const { rho = 0.9, epsilon = 1e-6 } = options;
    const rule = {
      name: "adadelta",
      slots: ["meanSquare", "meanSquareChange"],
      settings: { rho, epsilon },
    };
    super(rule, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    [squares, changes]: readonly Float32Array[],
    settings: RMSPropSettings,
  ): void {
    engine.adadelta(value.data, gradient.data, squares!, changes!, settings);
  }
}
