/**
 * Accuracy that counts a class among the best few as right.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { readTargets } from "./_classes.ts";
import { AccuracyMetric } from "./accuracy_metric.ts";
import type { MetricOptions, UpdateOptions } from "./metric.ts";

const ACTION = "measure top-k accuracy";

/** Options for {@linkcode TopKAccuracy}. */
export interface TopKAccuracyOptions extends MetricOptions {
  /** How many classes count as right; default 5. */
  k?: number;
}

/**
 * Fraction of rows whose class is among the `k` largest predictions.
 *
 * Targets are class numbers, or rows whose largest element is at the class.
 * Among equal predictions the class of the higher number comes first, as
 * scikit-learn's `top_k_accuracy_score` has it; so with `k: 1`, ties are decided
 * otherwise than by `CategoricalAccuracy`. A row with a NaN never counts as
 * right.
 *
 * @example
 * ```ts
 * import { TopKAccuracy } from "@cutedl/session/top-k-accuracy";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const accuracy = new TopKAccuracy({ k: 2 });
 * accuracy.update(tensor([[1, 3, 2], [3, 2, 1]]), tensor([2, 2]));
 * assertEquals(accuracy.result(), 0.5);
 * ```
 */
export class TopKAccuracy extends AccuracyMetric {
  /** How many classes count as right. */
  readonly k: number;

  /**
   * Creates a metric that holds no batches.
   *
   * @param options How many classes, name of the series, whether weights count.
   * @throws {RangeError} If `k` is not a whole number of at least 1.
   */
  constructor(options: TopKAccuracyOptions = {}) {
    const { name = "topKAccuracy", k = 5 } = options;
    super({ title: "top-k accuracy" }, { ...options, name });
    if (!(Number.isSafeInteger(k) && k >= 1)) {
      throw new RangeError(
        "Cannot create top-k accuracy: expected k to be a whole number >= 1, " +
          `received ${k}`,
      );
    }
    this.k = k;
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Class numbers `[batch]`, or a distribution over the classes
   * per row, `[batch, classes]`.
   * @param options Weights of the rows.
   * @throws {ShapeError} If the shapes do not fit.
   * @throws {RangeError} If there are not more than `k` classes, a class number
   * is none of them, or a weight is negative or not finite.
   */
  override update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    const wanted = readTargets(predictions, targets, ACTION);
    const [rows, classes] = predictions.shape as [number, number];
    if (this.k >= classes) {
      throw new RangeError(
        `Cannot ${ACTION}: expected more than k = ${this.k} classes, received ` +
          `${classes}: create it with a smaller k`,
      );
    }
    const weights = this.weightsOf(rows, options);
    for (let row = 0; row < rows; row++) {
      const scores = predictions.data.subarray(
        row * classes,
        (row + 1) * classes,
      );
      const isRight = placeOf(wanted(row), scores) < this.k;
      this.add(isRight, weights?.[row] ?? 1);
    }
  }
}

/** How many classes come before one; infinitely many where a score is NaN. */
function placeOf(label: number, scores: Float32Array): number {
  const own = scores[label] ?? NaN; // no label of targets that hold a NaN
  let before = Number.isNaN(own) ? Infinity : 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (Number.isNaN(score)) return Infinity;
    if (score > own || (score === own && i > label)) before++;
  }
  return before;
}
