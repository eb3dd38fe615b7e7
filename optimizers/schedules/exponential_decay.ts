/**
 * A learning rate that falls by the same share in each step.
 *
 * @module
 */
import { checkRange, checkSteps } from "./_checks.ts";
import type { Schedule } from "./schedule.ts";

/** Options for {@linkcode exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Share of the rate that `every` steps leave, > 0 and <= 1. */
  factor: number;
  /** Steps that leave this share; default 1. */
  every?: number;
}

/**
 * A schedule that falls by the same share in each step.
 *
 * ```text
 * learningRate · factor ^ (step / every)
 * ```
 *
 * The `ExponentialDecay` of Keras, and, with the steps of an epoch as `every`,
 * PyTorch's `ExponentialLR` at the start of each epoch.
 *
 * @param learningRate The rate at first, > 0.
 * @param options How fast it falls.
 * @returns The schedule.
 * @throws {RangeError} If a number is not in its range.
 *
 * @example
 * ```ts
 * import { exponentialDecay } from "@cutedl/optimizers";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const schedule = exponentialDecay(1, { factor: 0.25, every: 100 });
 * assertEquals(schedule(100), 0.25);
 * assertAlmostEquals(schedule(50), 0.5);
 * ```
 */
export function exponentialDecay(
  learningRate: number,
  options: ExponentialDecayOptions,
): Schedule {
  const { factor, every = 1 } = options;
  const action = "create exponential decay";
  checkRange(learningRate, { low: 0 }, { name: "learning rate", action });
  checkRange(factor, { low: 0, high: 1 }, { name: "factor", action });
  checkSteps(every, 1, { name: "every", action });
  return (step) => learningRate * factor ** (step / every);
}
