/**
 * What a metric is.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { StateValue } from "../state_value.ts";

/**
 * A figure of merit, gathered batch by batch.
 *
 * Anything with these members is a metric: a class of your own needs no base
 * class and no registration. With `state` and `restore` it can be saved in the
 * middle of an epoch.
 *
 * @example A metric of your own: the mean absolute error
 * ```ts
 * import type { Metric, StateValue } from "@cutedl/session";
 * import { tensor, type Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class MeanAbsoluteError implements Metric {
 *   readonly name = "absoluteError";
 *   #sum = 0;
 *   #count = 0;
 *   update(predictions: Tensor, targets: Tensor): void {
 *     predictions.data.forEach((prediction, i) => {
 *       this.#sum += Math.abs(prediction - targets.data[i]!);
 *     });
 *     this.#count += predictions.size;
 *   }
 *   result(): number {
 *     return this.#sum / this.#count;
 *   }
 *   reset(): void {
 *     this.#sum = this.#count = 0;
 *   }
 *   state(): StateValue {
 *     return [this.#sum, this.#count];
 *   }
 *   restore(state: StateValue): void {
 *     [this.#sum, this.#count] = state as [number, number];
 *   }
 * }
 *
 * const metric = new MeanAbsoluteError();
 * metric.update(tensor([[1], [2]]), tensor([[0], [5]]));
 * assertEquals(metric.result(), 2);
 * ```
 */
export interface Metric {
  /** Name of the series in the history, such as `accuracy`. */
  readonly name: string;

  /**
   * Adds a batch; neither argument is changed, and neither may be kept.
   *
   * @param predictions Model outputs, `[batch, outputs]`.
   * @param targets What they should be, as the loss takes them.
   */
  update(predictions: Tensor, targets: Tensor): void;

  /**
   * Computes the figure over the batches since the last `reset`.
   *
   * @returns The figure; NaN if there were none.
   */
  result(): number;

  /** Forgets all batches. */
  reset(): void;

  /**
   * Copies what it has gathered.
   *
   * @returns Plain data, which later batches do not change.
   */
  state?(): StateValue;

  /**
   * Goes on from what was gathered before.
   *
   * @param state What `state` gave, in this process or another; it may come from
   * any file.
   * @throws {RangeError} If it is not a state of such a metric.
   */
  restore?(state: StateValue): void;
}

/** Options that every metric takes. */
export interface MetricOptions {
  /** Name of the series in the history; default `accuracy`. */
  name?: string;
}
