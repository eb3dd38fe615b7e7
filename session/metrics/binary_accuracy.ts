/**
 * Accuracy of outputs that are each yes or no.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { defaultThreshold } from "./_classes.ts";
import { AccuracyMetric } from "./accuracy_metric.ts";
import type { MetricOptions, UpdateOptions } from "./metric.ts";

const TARGETS = { name: "targets", action: "measure binary accuracy" };

/** Options for {@linkcode BinaryAccuracy}. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /**
   * Predictions above it say yes; default 0 where the loss takes logits, else
   * 0.5.
   */
  threshold?: number;
}

/**
 * Fraction of outputs on the right side of a threshold.
 *
 * A prediction says yes above `threshold`, a target above 0.5. A prediction of
 * NaN never counts as right.
 *
 * @example Logits
 * ```ts
 * import { BinaryAccuracy } from "@cutedl/session/binary-accuracy";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const accuracy = new BinaryAccuracy({ threshold: 0 });
 * accuracy.update(tensor([[-3], [0.1]]), tensor([[0], [0]]));
 * assertEquals(accuracy.result(), 0.5);
 * ```
 */
export class BinaryAccuracy extends AccuracyMetric {
  /** Above what a prediction says yes, if that was chosen. */
  readonly threshold: number | undefined;

  /**
   * Creates a metric that holds no batches.
   *
   * @param options Threshold, name of the series, default `accuracy`, and
   * whether weights count.
   * @throws {RangeError} If the threshold is NaN.
   */
  constructor(options: BinaryAccuracyOptions = {}) {
    const { threshold } = options;
    super({ title: "binary accuracy", counted: "outputs" }, options);
    if (threshold !== undefined && Number.isNaN(threshold)) {
      throw new RangeError(
        "Cannot create binary accuracy: expected a number as threshold, " +
          "received NaN",
      );
    }
    this.threshold = threshold;
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, outputs]`.
   * @param targets Probabilities, `[batch, outputs]`.
   * @param options Weights of the rows, and the loss that says whether
   * predictions are logits.
   * @throws {RangeError} If a weight is negative or not finite.
   * @throws {ShapeError} If the shapes differ.
   */
  override update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    assertShape(targets, predictions.shape, TARGETS);
    const { threshold = defaultThreshold(options.loss) } = this;
    const rows = predictions.shape[0] ?? 1;
    const weights = this.weightsOf(rows, options);
    const columns = predictions.size / rows;
    const predicted = predictions.data;
    const wanted = targets.data;
    for (let i = 0; i < predicted.length; i++) {
      const isRight = wanted[i]! > 0.5
        ? predicted[i]! > threshold
        : predicted[i]! <= threshold; // false for NaN, too
      this.add(isRight, weights?.[Math.floor(i / columns)] ?? 1);
    }
  }
}
