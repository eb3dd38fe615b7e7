/**
 * The base of optimizers, those of your own among them.
 *
 * @module
 */
import type { Parameter } from "@cutedl/tensor";
import { checkParameters, checkState } from "./_checks.ts";
import { makeMemory, type Memory } from "./_memory.ts";
import {
  checkSettings,
  rateAfter,
  restoredSettings,
  savedSettings,
  type Settings,
} from "./_settings.ts";
import { restoredSlots, savedSlots, type Slots, zeroSlots } from "./_slots.ts";
import type { Optimizer, OptimizerState } from "./optimizer.ts";
import type { OptimizerRule, UpdateSettings } from "./optimizer_rule.ts";
import type { OptimizerOptions } from "./options.ts";
import type { LearningRate, Schedule } from "./schedules/schedule.ts";

const NORM_EPSILON = 1e-6; // as PyTorch's clip_grad_norm_

/**
 * What all optimizers of this package share: learning rates and schedules,
 * clipping, penalties, memory per parameter, and saving.
 *
 * Each of them adds a rule: settings, names of slots, and `updateParameter`. An
 * optimizer of your own may be made like that, or be any object with the members
 * of {@linkcode Optimizer}.
 *
 * @typeParam Own Settings that the optimizer alone has.
 *
 * @example One of your own: steps by the sign of the gradient
 * ```ts
 * import { BaseOptimizer, type LearningRate } from "@cutedl/optimizers";
 * import type { UpdateSettings } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class SignDescent extends BaseOptimizer<Record<never, never>> {
 *   constructor(learningRate: LearningRate) {
 *     super({ name: "signDescent", slots: [], settings: {} }, learningRate);
 *   }
 *
 *   protected override updateParameter(
 *     { value, gradient }: Parameter,
 *     _slots: readonly Float32Array[],
 *     { learningRate }: UpdateSettings,
 *   ): void {
 *     value.data.forEach((w, i) =>
 *       value.data[i] = w - learningRate * Math.sign(gradient.data[i]!)
 *     );
 *   }
 * }
 *
 * const weights = new Parameter("weights", tensor([1, 1]));
 * weights.gradient.data.set([100, -0.01]);
 * const optimizer = new SignDescent((step) => 1 / (step + 2));
 * optimizer.update([weights]);
 * assertEquals(weights.value.toArray(), [0.5, 1.5]);
 * ```
 */
export abstract class BaseOptimizer<
  Own extends Record<string, number | boolean>,
> implements Optimizer {
  /** Name, such as `adam`. */
  readonly name: string;
  readonly #slotNames: readonly string[];
  #settings: Settings & Own;
  #current: UpdateSettings & Own; // the same object at every step
  #memories = new WeakMap<Parameter, Memory>();
  #parameters: readonly Parameter[] = []; // of the last step
  #step = 0;

  /**
   * Makes an optimizer that has taken no step.
   *
   * @param rule What makes it different from others.
   * @param learningRate Length of a step, or a function of the step.
   * @param options How to take the gradients.
   * @throws {RangeError} If a setting is out of its range.
   */
  constructor(
    rule: OptimizerRule<Own>,
    learningRate: LearningRate,
    options: OptimizerOptions = {},
  ) {
    const { l1 = 0, l2 = 0, clipNorm, clipValue } = options;
    const { name, slots, settings, weightDecay } = rule;
    this.name = name;
    this.#slotNames = slots;
    this.#settings = {
      learningRate,
      ...settings,
      l1,
      l2,
      ...(weightDecay !== undefined && { weightDecay }),
      ...(clipNorm !== undefined && { clipNorm }),
      ...(clipValue !== undefined && { clipValue }),
    };
    checkSettings(this.#settings, `create optimizer ${name}`);
    this.#current = currentSettings(this.#settings);
  }

  /** Length of the next step, as a schedule gives it or as it was set. */
  get learningRate(): number {
    const { learningRate } = this.#settings;
    return typeof learningRate === "number"
      ? learningRate
      : learningRate(this.#step);
  }

  /**
   * Changes it for the steps to come, to a number or a function of the step.
   *
   * @throws {RangeError} If it is neither a number > 0 that float32 holds nor a
   * function.
   */
  set learningRate(learningRate: LearningRate) {
    checkSettings({ learningRate }, `change optimizer ${this.name}`);
    this.#settings.learningRate = learningRate;
  }

  /** Function that gives the learning rate, if one does. */
  get schedule(): Schedule | undefined {
    const { learningRate } = this.#settings;
    return typeof learningRate === "number" ? undefined : learningRate;
  }

  /** Number of updates so far. */
  get step(): number {
    return this.#step;
  }

  /**
   * Takes one step with every trainable parameter, in place.
   *
   * The first step allocates what is remembered of the parameters, in the
   * memory of their engines; later ones allocate nothing.
   *
   * @param parameters Parameters of a model, with their gradients; the same ones
   * at every step.
   * @throws {TypeError} If that is no array of parameters; none has changed.
   * @throws {RangeError} If a schedule or a penalty that is a function gives no
   * number >= 0 that float32 holds; no parameter has changed.
   */
  update(parameters: readonly Parameter[]): void {
    checkParameters(parameters, "update parameters");
    const current = this.#current;
    current.learningRate = rateAfter(this.#step, this.#settings.learningRate);
    current.step = this.#step + 1;
    for (const parameter of parameters) {
      if (parameter.trainable) this.#memoryOf(parameter);
    }
    current.scale = this.#scaleFor(parameters);
    for (const parameter of parameters) {
      if (!parameter.trainable) continue;
      const memory = this.#memoryOf(parameter);
      current.l1 = memory.l1;
      current.l2 = memory.l2;
      current.weightDecay = memory.weightDecay;
      this.updateParameter(parameter, memory.slots, current);
    }
    this.#parameters = parameters;
    this.#step++;
  }

  /**
   * Copies settings, number of steps, and what is remembered of the parameters
   * of the last step.
   *
   * @returns The state, which later steps do not change.
   * @throws {RangeError} If two parameters have the same name.
   *
   * @example Save and restore
   * ```ts
   * import { Momentum } from "@cutedl/optimizers";
   * import { Parameter, tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const weights = new Parameter("weights", tensor([1, 2]));
   * const optimizer = new Momentum(0.1);
   * weights.gradient.data.set([1, -1]);
   * optimizer.update([weights]);
   *
   * const saved = optimizer.state();
   * assertEquals(saved.slots["weights/velocity"]!.toArray(), [1, -1]);
   * const resumed = new Momentum();
   * resumed.restore(saved, [weights]);
   * assertEquals([resumed.learningRate, resumed.step], [0.1, 1]);
   * ```
   */
  state(): OptimizerState {
    const slots: Slots = new Map();
    for (const parameter of this.#parameters) {
      if (!parameter.trainable && !this.#memories.has(parameter)) continue;
      slots.set(parameter, this.#memoryOf(parameter).slots);
    }
    const action = `save optimizer ${this.name}`;
    return {
      optimizer: this.name,
      step: this.#step,
      settings: savedSettings(this.#settings),
      slots: savedSlots(slots, { action, names: this.#slotNames }),
    };
  }

  /**
   * Goes on from a saved state. Settings become those of the state, but what is
   * a function here must have been one there, and stays.
   *
   * @param state What {@linkcode BaseOptimizer.state} gave.
   * @param parameters Parameters of the model it was saved with, restored too.
   * @throws {TypeError} If `parameters` is no array of parameters.
   * @throws {RangeError} If the state belongs to another optimizer or another
   * model, or is damaged; nothing has changed.
   */
  restore(state: OptimizerState, parameters: readonly Parameter[]): void {
    const action = `restore optimizer ${this.name}`;
    checkParameters(parameters, action);
    checkState(state, this.name);
    const settings = restoredSettings(this.#settings, state.settings, action);
    const slots = restoredSlots(state.slots, parameters, {
      action,
      names: this.#slotNames,
      isFresh: state.step === 0,
    });
    const memories = [...slots].map(([parameter, arrays]) =>
      [parameter, makeMemory(parameter, settings, arrays)] as const
    );
    this.#settings = settings;
    this.#current = currentSettings(settings);
    this.#memories = new WeakMap(memories);
    this.#parameters = state.step > 0 ? parameters : [];
    this.#step = state.step;
  }

  /**
   * Changes one trainable parameter by its gradient, in place. The engine's
   * kernels, as `descend`, heed all of the settings, those of
   * {@linkcode OptimizerOptions} too.
   *
   * @param parameter The parameter.
   * @param slots What is remembered of it, in the order of the names; changed.
   * @param settings What to go by; the same object each time.
   */
  protected abstract updateParameter(
    parameter: Parameter,
    slots: readonly Float32Array[],
    settings: UpdateSettings & Own,
  ): void;

  /** What is remembered of a parameter; slots of zeros at first. */
  #memoryOf(parameter: Parameter): Memory {
    let memory = this.#memories.get(parameter);
    if (memory === undefined) {
      const slots = zeroSlots(parameter, this.#slotNames);
      memory = makeMemory(parameter, this.#settings, slots);
      this.#memories.set(parameter, memory);
    }
    return memory;
  }

  /** Factor that brings the whole gradient down to `clipNorm`. */
  #scaleFor(parameters: readonly Parameter[]): number {
    const { clipNorm } = this.#settings;
    if (clipNorm === undefined) return 1;
    let squares = 0;
    for (const parameter of parameters) {
      if (!parameter.trainable) continue;
      squares += parameter.engine.sumSquares(parameter.gradient.data);
    }
    return Math.min(1, clipNorm / (Math.sqrt(squares) + NORM_EPSILON));
  }
}

/** Settings as numbers, to be filled in at each step. */
function currentSettings<Own>(settings: Settings & Own): UpdateSettings & Own {
  return {
    ...settings,
    learningRate: 0,
    step: 0,
    scale: 1,
    limit: settings.clipValue ?? Infinity,
    l1: 0,
    l2: 0,
    weightDecay: 0,
  };
}
