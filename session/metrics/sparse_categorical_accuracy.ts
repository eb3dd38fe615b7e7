/**
 * Accuracy where targets are class numbers.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "./_argmax.ts";
import { AccuracyMetric } from "./accuracy_metric.ts";
import type { MetricOptions, UpdateOptions } from "./metric.ts";

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
export class SparseCategoricalAccuracy extends AccuracyMetric {
  /**
   * Creates a metric that holds no batches.
   *
   * @param options Name of the series, default `accuracy`, and whether weights
   * count.
   */
  constructor(options: MetricOptions = {}) {
    super({ title: "sparse categorical accuracy" }, options);
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Class of each row, `[batch]`.
   * @param options Weights of the rows.
   * @throws {RangeError} If a weight is negative or not finite.
   * @throws {ShapeError} If the shapes do not fit.
   */
  override update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    assertShape(predictions, ["batch", "classes"], PREDICTIONS);
    const rows = predictions.shape[0]!;
    const classes = predictions.shape[1]!;
    assertShape(targets, [rows], TARGETS);
    const weights = this.weightsOf(rows, options);
    for (let row = 0; row < rows; row++) {
      const predicted = argmaxOfRow(predictions.data, row * classes, classes);
      const isRight = predicted === targets.data[row];
      this.add(isRight, weights?.[row] ?? 1);
    }
  }
}
