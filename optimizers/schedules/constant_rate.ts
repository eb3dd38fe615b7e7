/**
 * A learning rate that does not change, as a schedule.
 *
 * @module
 */
import { checkRange } from "./_checks.ts";
import type { Schedule } from "./schedule.ts";

/**
 * A schedule that always gives the same rate, to be a part of others; alone, the
 * number does the same.
 *
 * @param learningRate The rate, > 0.
 * @returns The schedule.
 * @throws {RangeError} If the rate is not a finite number > 0.
 *
 * @example After a cosine, a constant rate
 * ```ts
 * import { constantRate, cosineDecay, Fixed } from "@cutedl/optimizers";
 * import { assertEquals } from "@std/assert";
 *
 * const fall = cosineDecay(0.1, { steps: 1000 });
 * const rest = constantRate(0.001);
 * const optimizer = new Fixed((step) => (step < 900 ? fall : rest)(step));
 * assertEquals(optimizer.learningRate, 0.1);
 * ```
 */
export function constantRate(learningRate: number): Schedule {
  checkRange(learningRate, { low: 0 }, {
    name: "learning rate",
    action: "create constant rate",
  });
  return () => learningRate;
}
