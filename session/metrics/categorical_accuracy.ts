/**
 * Accuracy where targets are distributions over classes.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "./_argmax.ts";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import type { Metric, MetricOptions } from "./metric.ts";

const TARGETS = { name: "targets", action: "measure categorical accuracy" };
const PREDICTIONS = { ...TARGETS, name: "predictions" };

/**
 * Fraction of rows whose largest prediction is where the largest target is.
 *
 * For targets that are a distribution over classes, such as one-hot rows. Among
 * equals the first counts; a row with a NaN never counts as right.
 *
 * @example
 * ```ts
 * import { CategoricalAccuracy } from "@cutedl/session/categorical-accuracy";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const accuracy = new CategoricalAccuracy();
 * accuracy.update(tensor([[2, 1], [3, 4]]), tensor([[1, 0], [1, 0]]));
 * assertEquals(accuracy.result(), 0.5);
 * ```
 */
export class CategoricalAccuracy implements Metric {
  /** Name of the series in the history. */
  readonly name: string;
  #right = 0;
  #rows = 0;

  /**
   * Creates a metric that holds no batches.
   *
   * @param options Name of the series.
   */
  constructor(options: MetricOptions = {}) {
    this.name = options.name ?? "accuracy";
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Weights of the classes, `[batch, classes]`.
   * @throws {ShapeError} If the shapes do not fit.
   */
  update(predictions: Tensor, targets: Tensor): void {
    assertShape(predictions, ["batch", "classes"], PREDICTIONS);
    assertShape(targets, predictions.shape, TARGETS);
    const rows = predictions.shape[0]!;
    const classes = predictions.shape[1]!;
    for (let row = 0; row < rows; row++) {
      const predicted = argmaxOfRow(predictions.data, row * classes, classes);
      const wanted = argmaxOfRow(targets.data, row * classes, classes);
      if (predicted === wanted && predicted >= 0) this.#right++;
    }
    this.#rows += rows;
  }

  /**
   * Computes the accuracy since the last `reset`.
   *
   * @returns A fraction from 0 to 1; NaN if there were no rows.
   */
  result(): number {
    return this.#right / this.#rows;
  }

  /** Forgets all batches. */
  reset(): void {
    this.#right = this.#rows = 0;
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return { right: this.#right, rows: this.#rows };
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, "restore categorical accuracy");
    const rows = reader.whole("rows");
    this.#right = reader.whole("right", 0, rows);
    this.#rows = rows;
  }
}
