/**
 * What a schedule of the learning rate is.
 *
 * @module
 */

/**
 * A learning rate that is a function of the step.
 *
 * It is given the number of updates so far, so 0 for the first, and returns the
 * rate of the next one: a number >= 0 that float32 holds. The same step must give
 * the same rate; then training that is resumed at any step goes on as if it had
 * never stopped, with nothing of the schedule to save.
 *
 * @example A schedule of your own: half the rate after 1000 steps
 * ```ts
 * import { Fixed, type Schedule } from "@cutedl/optimizers";
 * import { assertEquals } from "@std/assert";
 *
 * const schedule: Schedule = (step) => step < 1000 ? 0.1 : 0.05;
 * const optimizer = new Fixed(schedule);
 * assertEquals(optimizer.learningRate, 0.1);
 * ```
 */
export type Schedule = (step: number) => number;

/** A learning rate: a number, or a function of the step. */
export type LearningRate = number | Schedule;
