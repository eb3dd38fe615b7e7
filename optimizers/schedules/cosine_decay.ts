/**
 * A learning rate that falls along a cosine, after a warm-up.
 *
 * @module
 */
import { checkRange, checkSteps } from "./_checks.ts";
import type { Schedule } from "./schedule.ts";

/** Options for {@linkcode cosineDecay}. */
export interface CosineDecayOptions {
  /** All steps, those of the warm-up included; epochs times steps of an epoch. */
  steps: number;
  /** Steps of the warm-up; default 0. */
  warmup?: number;
  /** Rate at the end and after, >= 0; default 0. */
  final?: number;
}

/**
 * A schedule that rises in a straight line from 0, then falls along half a
 * cosine wave.
 *
 * ```text
 * step < warmup: learningRate · step / warmup
 * else: final + (learningRate - final) · (1 + cos(π · p)) / 2
 *       with p = min(1, (step - warmup) / (steps - warmup))
 * ```
 *
 * By {@link https://arxiv.org/abs/1608.03983 | Loshchilov and Hutter 2017},
 * without restarts. The same as PyTorch's `CosineAnnealingLR` over `steps`; with
 * a warm-up as `CosineDecay` of Keras, whose `decay_steps` begin after it.
 *
 * @param learningRate The highest rate, > 0.
 * @param options Length, warm-up, and where it ends.
 * @returns The schedule.
 * @throws {RangeError} If a number is not in its range.
 *
 * @example
 * ```ts
 * import { Adam, cosineDecay } from "@cutedl/optimizers";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const schedule = cosineDecay(0.1, { steps: 1000, warmup: 100 });
 * assertAlmostEquals(schedule(50), 0.05);
 * assertAlmostEquals(schedule(100), 0.1);
 * assertAlmostEquals(schedule(550), 0.05);
 * assertAlmostEquals(schedule(1000), 0);
 * const optimizer = new Adam(schedule);
 * ```
 */
export function cosineDecay(
  learningRate: number,
  options: CosineDecayOptions,
): Schedule {
  const { steps, warmup = 0, final = 0 } = options;
  const action = "create cosine decay";
  checkRange(learningRate, { low: 0 }, { name: "learning rate", action });
  checkSteps(warmup, 0, { name: "warmup", action });
  checkSteps(steps, warmup + 1, { name: "steps", action });
  checkRange(final, { low: 0, inclusive: true, high: learningRate }, {
    name: "final",
    action,
  });
  return (step) => {
    if (step < warmup) return learningRate * step / warmup;
    const progress = Math.min(1, (step - warmup) / (steps - warmup));
    const height = (1 + Math.cos(Math.PI * progress)) / 2;
    return final + (learningRate - final) * height;
  };
}
