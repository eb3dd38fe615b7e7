import type { Parameter } from "@cutedl/tensor";
import { checkLearningRate, checkParameters, checkState } from "./_checks.ts";
import type { Optimizer, OptimizerState } from "./optimizer.ts";

/**
 * Plain gradient descent with a fixed learning rate.
 *
 * ```text
 * w = w - learningRate · g
 * ```
 *
 * Called `SGD` in Keras and PyTorch, where it has no momentum by default.
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
export class Fixed implements Optimizer {
  /** Always `"fixed"`. */
  readonly name = "fixed";
  #learningRate: number;
  #step = 0;

  /**
   * Makes an optimizer that has taken no step.
   *
   * @param learningRate Length of a step, as a multiple of the gradient.
   * @throws {RangeError} If it is not a number > 0 that float32 holds.
   */
  constructor(learningRate: number) {
    this.#learningRate = checkLearningRate(learningRate);
  }

  /** Length of a step, as a multiple of the gradient. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /**
   * Changes it for the steps to come.
   *
   * @throws {RangeError} If it is not a number > 0 that float32 holds.
   */
  set learningRate(learningRate: number) {
    this.#learningRate = checkLearningRate(learningRate);
  }

  /** Number of updates so far. */
  get step(): number {
    return this.#step;
  }

  /**
   * Takes one step with every trainable parameter, in place.
   *
   * @param parameters Parameters of a model, with their gradients.
   * @throws {TypeError} If that is no array of parameters; none has changed.
   */
  update(parameters: readonly Parameter[]): void {
    checkParameters(parameters);
    for (const parameter of parameters) {
      if (!parameter.trainable) continue;
      const { engine, value, gradient } = parameter;
      engine.descend(value.data, gradient.data, {
        learningRate: this.#learningRate,
      });
    }
    this.#step++;
  }

  /**
   * Copies learning rate and number of steps.
   *
   * @returns The state, which later steps do not change.
   *
   * @example Save and restore
   * ```ts
   * import { Fixed } from "@cutedl/optimizers";
   * import { assertEquals } from "@std/assert";
   *
   * const saved = new Fixed(0.1).state();
   * const optimizer = new Fixed(0.5);
   * optimizer.restore(saved);
   * assertEquals(optimizer.learningRate, 0.1);
   * ```
   */
  state(): OptimizerState {
    return {
      optimizer: this.name,
      step: this.#step,
      settings: { learningRate: this.#learningRate },
      slots: {},
    };
  }

  /**
   * Goes on from a saved state: learning rate and number of steps.
   *
   * @param state What {@linkcode Fixed.state} gave.
   * @throws {RangeError} If it belongs to another optimizer or is damaged;
   * nothing has changed.
   */
  restore(state: OptimizerState): void {
    checkState(state, {
      optimizer: this.name,
      settings: ["learningRate"],
      slots: [],
    });
    this.learningRate = state.settings.learningRate!;
    this.#step = state.step;
  }
}
