/**
 * Precision: how much of what is predicted is right.
 *
 * @module
 */
import {
  type ClassCounts,
  ClassMetric,
  type ClassMetricOptions,
} from "./class_metric.ts";

/**
 * Share of the predictions of a class that are right:
 * true positives / (true positives + false positives).
 *
 * 0 for a class that was never predicted, as scikit-learn's `precision_score`
 * decides by default. {@linkcode ClassMetric} says how classes are read and
 * averaged.
 *
 * @example One output, by its logit
 * ```ts
 * import { BinaryCrossentropy } from "@cutedl/losses";
 * import { Precision } from "@cutedl/session/precision";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const precision = new Precision();
 * const [logits, targets] = [tensor([[2], [0.1], [-1]]), tensor([[1], [0], [1]])];
 * precision.update(logits, targets, { loss: new BinaryCrossentropy() });
 * assertEquals(precision.result(), 1 / 2);
 * ```
 */
export class Precision extends ClassMetric {
  /**
   * Creates a metric that holds no batches.
   *
   * @param options How to average or which class, threshold, and name of the
   * series, default `precision`.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: ClassMetricOptions = {}) {
    super({ name: "precision", ...options });
  }

  /**
   * Computes the precision of a class.
   *
   * @param counts How often it was predicted and was there.
   * @returns From 0 to 1.
   */
  protected override score({ hits, predicted }: ClassCounts): number {
    return predicted === 0 ? 0 : hits / predicted;
  }
}
