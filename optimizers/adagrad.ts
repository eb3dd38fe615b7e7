/**
 * Adagrad.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { AdagradSettings } from "@cutedl/tensor/engine";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode Adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** Added to what is divided by, > 0; default 1e-10. */
  epsilon?: number;
}

/**
 * Adagrad: steps that shrink with the gradients that an element has seen.
 *
 * ```text
 * s = s + g²
 * w = w - learningRate · g / (√s + epsilon)
 * ```
 *
 * By {@link https://jmlr.org/papers/v12/duchi11a.html | Duchi and others 2011}.
 * The same as PyTorch's. Keras begins with s = 0.1, at a rate of 0.001, and adds
 * its epsilon of 1e-7 under the root; so does cute-dl, with 1e-6 and s = 0.
 *
 * @example
 * ```ts
 * import { Adagrad } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const weights = new Parameter("weights", tensor([1]));
 * const optimizer = new Adagrad(0.5);
 * weights.gradient.data[0] = 3;
 * optimizer.update([weights]); // by 0.5 · 3 / √9
 * assertAlmostEquals(weights.value.data[0]!, 0.5);
 * weights.gradient.data[0] = 4;
 * optimizer.update([weights]); // by 0.5 · 4 / √25
 * assertAlmostEquals(weights.value.data[0]!, 0.1, 1e-6);
 * ```
 */
export class Adagrad extends BaseOptimizer<{ epsilon: number }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of the first step of every element; default 0.01.
   * @param options Epsilon, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate = 0.01, options: AdagradOptions = {}) {
    const { epsilon = 1e-10 } = options;
    const rule = {
      name: "adagrad",
      slots: ["sumSquares"],
      settings: { epsilon },
    };
    super(rule, learningRate, options);
  }

  /** Changes one parameter; see {@linkcode BaseOptimizer}. */
  protected override updateParameter(
    { engine, value, gradient }: Parameter,
    [squares]: readonly Float32Array[],
    settings: AdagradSettings,
  ): void {
    engine.adagrad(value.data, gradient.data, squares!, settings);
  }
}
