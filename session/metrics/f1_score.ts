/**
 * The F1 score: precision and recall in one figure.
 *
 * @module
 */
import {
  type ClassCounts,
  ClassMetric,
  type ClassMetricOptions,
} from "./class_metric.ts";

/**
 * Harmonic mean of precision and recall:
 * 2 · true positives / (2 · true positives + false positives + false negatives).
 *
 * 0 for a class that was neither predicted nor there, as scikit-learn's
 * `f1_score` decides by default. `macro` is the mean of the classes' scores, not
 * the score of their mean precision and recall. {@linkcode ClassMetric} says how
 * classes are read and averaged.
 *
 * @example
 * ```ts
 * import { F1Score } from "@cutedl/session/f1-score";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const f1 = new F1Score();
 * f1.update(tensor([[2, 1], [2, 1], [1, 2]]), tensor([0, 1, 1]));
 * assertEquals(f1.perClass(), [2 / (2 + 1), 2 / (1 + 2)]);
 * assertEquals(f1.result(), 2 / 3);
 * ```
 */
export class F1Score extends ClassMetric {
  /**
   * Creates a metric that holds no batches.
   *
   * @param options How to average or which class, threshold, and name of the
   * series, default `f1`.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: ClassMetricOptions = {}) {
    super({ name: "f1", ...options });
  }

  /**
   * Computes the F1 score of a class.
   *
   * @param counts How often it was predicted and was there.
   * @returns From 0 to 1.
   */
  protected override score({ hits, predicted, actual }: ClassCounts): number {
    const sum = predicted + actual;
    return sum === 0 ? 0 : 2 * hits / sum;
  }
}
