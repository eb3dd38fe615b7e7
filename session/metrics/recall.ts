/**
 * Recall: how much of what is there is found.
 *
 * @module
 */
import {
  type ClassCounts,
  ClassMetric,
  type ClassMetricOptions,
} from "./class_metric.ts";

/**
 * Share of what is of a class that is predicted as it:
 * true positives / (true positives + false negatives).
 *
 * 0 for a class that was never there, as scikit-learn's `recall_score` decides
 * by default. {@linkcode ClassMetric} says how classes are read and averaged.
 *
 * @example One class of three
 * ```ts
 * import { Recall } from "@cutedl/session/recall";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const recall = new Recall({ label: 2, name: "recallOf2" });
 * recall.update(tensor([[0, 0, 9], [9, 0, 0], [0, 9, 0]]), tensor([2, 2, 1]));
 * assertEquals(recall.result(), 1 / 2);
 * assertEquals(recall.perClass(), [0, 1, 1 / 2]);
 * ```
 */
export class Recall extends ClassMetric {
  /**
   * Creates a metric that holds no batches.
   *
   * @param options How to average or which class, threshold, and name of the
   * series, default `recall`.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: ClassMetricOptions = {}) {
    super({ name: "recall", ...options });
  }

  /**
   * Computes the recall of a class.
   *
   * @param counts How often it was predicted and was there.
   * @returns From 0 to 1.
   */
  protected override score({ hits, actual }: ClassCounts): number {
    return actual === 0 ? 0 : hits / actual;
  }
}
