/**
 * Accuracy where targets are class numbers.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "./_argmax.ts";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import type { Metric, MetricOptions } from "./metric.ts";

const TARGETS = {
  name: "targets",
  action: "measure sparse categorical accuracy",
};
const PREDICTIONS = { ...TARGETS, name: "predictions" };

/**
 * Fraction of rows whose largest prediction is at the row's label.
 *
 * For targets that are a class number per row. Among equals the first counts; a
 * row with a NaN never counts as right.
 *
 * @example
 * ```ts
 * import { SparseCategoricalAccuracy } from "@cutedl/session/sparse-categorical-accuracy";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const accuracy = new SparseCategoricalAccuracy();
 * accuracy.update(tensor([[2, 1], [3, 4]]), tensor([0, 0]));
 * assertEquals(accuracy.result(), 0.5);
 * ```
 */
export class SparseCategoricalAccuracy implements Metric {
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
   * @param targets Class of each row, `[batch]`.
   * @throws {ShapeError} If the shapes do not fit.
   */
  update(predictions: Tensor, targets: Tensor): void {
    assertShape(predictions, ["batch", "classes"], PREDICTIONS);
    const rows = predictions.shape[0]!;
    const classes = predictions.shape[1]!;
    assertShape(targets, [rows], TARGETS);
    for (let row = 0; row < rows; row++) {
      const predicted = argmaxOfRow(predictions.data, row * classes, classes);
      if (predicted === targets.data[row]) this.#right++;
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
    const reader = new StateReader(
      state,
      "restore sparse categorical accuracy",
    );
    const rows = reader.whole("rows");
    this.#right = reader.whole("right", 0, rows);
    this.#rows = rows;
  }
}
