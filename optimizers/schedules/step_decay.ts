/**
 * A learning rate that falls at regular steps.
 *
 * @module
 */
import { checkRange, checkSteps } from "./_checks.ts";
import type { Schedule } from "./schedule.ts";

/** Options for {@linkcode stepDecay}. */
export interface StepDecayOptions {
  /** Steps between two falls. */
  every: number;
  /** Share of the rate that a fall leaves, > 0 and <= 1; default 0.1. */
  factor?: number;
}

/**
 * A schedule that falls at regular steps.
 *
 * ```text
 * learningRate · factor ^ floor(step / every)
 * ```
 *
 * PyTorch's `StepLR`, which counts epochs where this counts steps.
 *
 * @param learningRate The rate at first, > 0.
 * @param options When and how far it falls.
 * @returns The schedule.
 * @throws {RangeError} If a number is not in its range.
 *
 * @example
 * ```ts
 * import { stepDecay } from "@cutedl/optimizers";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule = stepDecay(1, { every: 100, factor: 0.5 });
 * assertEquals([0, 99, 100, 250].map(schedule), [1, 1, 0.5, 0.25]);
 * ```
 */
export function stepDecay(
  learningRate: number,
  options: StepDecayOptions,
): Schedule {
  const { every, factor = 0.1 } = options;
  const action = "create step decay";
  checkRange(learningRate, { low: 0 }, { name: "learning rate", action });
  checkSteps(every, 1, { name: "every", action });
  checkRange(factor, { low: 0, high: 1 }, { name: "factor", action });
  return (step) => learningRate * factor ** Math.floor(step / every);
}
