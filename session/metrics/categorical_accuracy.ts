/**
 * Accuracy where targets are distributions over classes.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { argmaxOfRow } from "./_argmax.ts";
import { AccuracyMetric } from "./accuracy_metric.ts";
import type { MetricOptions, UpdateOptions } from "./metric.ts";

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
export class CategoricalAccuracy extends AccuracyMetric {
  /**
   * Creates a metric that holds no batches.
   *
   * @param options Name of the series, default `accuracy`, and whether weights
   * count.
   */
  constructor(options: MetricOptions = {}) {
    super({ title: "categorical accuracy" }, options);
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Weights of the classes, `[batch, classes]`.
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
    assertShape(targets, predictions.shape, TARGETS);
    const rows = predictions.shape[0]!;
    const classes = predictions.shape[1]!;
    const weights = this.weightsOf(rows, options);
    for (let row = 0; row < rows; row++) {
      const predicted = argmaxOfRow(predictions.data, row * classes, classes);
      const wanted = argmaxOfRow(targets.data, row * classes, classes);
      const isRight = predicted === wanted && predicted >= 0;
      this.add(isRight, weights?.[row] ?? 1);
    }
  }
}
