/**
 * What a metric is.
 *
 * @module
 */
import type { Loss } from "@cutedl/losses";
import type { Tensor } from "@cutedl/tensor";
import type { StateValue } from "../state_value.ts";

/** What a metric is told of a batch beside predictions and targets. */
export interface UpdateOptions {
  /**
   * How much each row counts, `[batch]`, finite and at least 0; by default each
   * counts 1. A mean divides by their sum, as scikit-learn and Keras have it.
   */
  weights?: Tensor;
  /**
   * The loss that the predictions are made for: whether they are logits, and
   * what targets are. A session gives its own.
   */
  loss?: Pick<Loss, "predictions" | "targets">;
}

/** What can be shown batches, such as a metric or a `ConfusionMatrix`. */
export interface Measure {
  /**
   * Adds a batch; no argument is changed, and none may be kept.
   *
   * @param predictions Model outputs, `[batch, outputs]`.
   * @param targets What they should be, as the loss takes them.
   * @param options Weights of the rows, and the loss.
   */
  update(
    predictions: Tensor,
    targets: Tensor,
    options?: UpdateOptions,
  ): void;
}

/**
 * A figure of merit, gathered batch by batch.
 *
 * Anything with these members is a metric: a class of your own needs no base
 * class and no registration. With `state` and `restore` it can be saved in the
 * middle of an epoch. One that leaves the `weights` in the options of `update`
 * alone counts each row the same, whatever the loss does.
 *
 * `EarlyStopping` and others take larger values to be better if the name holds
 * "accuracy", "precision", "recall" or "f1", and are else told so by `mode`.
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
export interface Metric extends Measure {
  /** Name of the series in the history, such as `accuracy`. */
  readonly name: string;

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
  /** Name of the series in the history; by default that of the metric. */
  name?: string;
  /**
   * Whether weights of the rows count; default `true`. Without, each row counts
   * 1, whatever the loss is weighted by.
   */
  useWeights?: boolean;
}
