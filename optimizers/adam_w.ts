/**
 * AdamW: Adam with decoupled weight decay.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import type { AdamSettings } from "@cutedl/tensor/engine";
import type { AdamOptions } from "./adam.ts";
import { BaseOptimizer } from "./base_optimizer.ts";
import type { Penalty } from "./options.ts";
import type { LearningRate } from "./schedules/schedule.ts";

/** Options for {@linkcode AdamW}. */
export interface AdamWOptions extends AdamOptions {
  /** Strength of the weight decay; default 0.01. */
  weightDecay?: Penalty;
}

/**
 * Adam with weight decay that bypasses the means.
 *
 * ```text
 * m, v, m̂, v̂ as in Adam
 * w = w - learningRate · (m̂ / (√v̂ + epsilon) + weightDecay · w)
 * ```
 *
 * By {@link https://arxiv.org/abs/1711.05101 | Loshchilov and Hutter 2019}. The
 * same as PyTorch's, but that the decay spares the biases, unless `weightDecay`
 * is a function that gives them one, too. Keras decays by 0.004 by default.
 *
 * @example
 * ```ts
 * import { AdamW } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const kernel = new Parameter("kernel", tensor([[2]]));
 * kernel.gradient.data[0] = 100;
 * const optimizer = new AdamW(0.25, { weightDecay: 0.5 });
 * optimizer.update([kernel]); // by 0.25 · (1 + 0.5 · 2)
 * assertAlmostEquals(kernel.value.data[0]!, 1.5, 1e-6);
 * ```
 */
export class AdamW
  extends BaseOptimizer<{ beta1: number; beta2: number; epsilon: number }> {
  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step of every element; default 0.001.
   * @param options Weight decay, betas, epsilon, and how to take the gradients.
   * @throws {RangeError} If a number is not in its range.
   */
  constructor(learningRate: LearningRate = 0.001, options: AdamWOptions = {}) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const rule = {
      name: "adamW",
      slots: ["firstMoment", "secondMoment"],
      settings: { beta1, beta2, epsilon },
      weightDecay: options.weightDecay ?? 0.01,
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
