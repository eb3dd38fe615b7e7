/**
 * Accuracy of outputs that are each yes or no.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import type { Metric, MetricOptions } from "./metric.ts";

const TARGETS = { name: "targets", action: "measure binary accuracy" };

/** Options for {@linkcode BinaryAccuracy}. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** Predictions above it say yes; default 0.5; logits want 0. */
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
export class BinaryAccuracy implements Metric {
  /** Name of the series in the history. */
  readonly name: string;
  /** Predictions above it say yes. */
  readonly threshold: number;
  #right = 0;
  #outputs = 0;

  /**
   * Creates a metric that holds no batches.
   *
   * @param options Threshold, and name of the series.
   * @throws {RangeError} If the threshold is NaN.
   */
  constructor(options: BinaryAccuracyOptions = {}) {
    const { name = "accuracy", threshold = 0.5 } = options;
    if (Number.isNaN(threshold)) {
      throw new RangeError(
        "Cannot create binary accuracy: expected a number as threshold, " +
          "received NaN",
      );
    }
    this.name = name;
    this.threshold = threshold;
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, outputs]`.
   * @param targets Probabilities, `[batch, outputs]`.
   * @throws {ShapeError} If the shapes differ.
   */
  update(predictions: Tensor, targets: Tensor): void {
    assertShape(targets, predictions.shape, TARGETS);
    const { threshold } = this;
    const predicted = predictions.data;
    const wanted = targets.data;
    for (let i = 0; i < predicted.length; i++) {
      const right = wanted[i]! > 0.5
        ? predicted[i]! > threshold
        : predicted[i]! <= threshold; // false for NaN, too
      if (right) this.#right++;
    }
    this.#outputs += predicted.length;
  }

  /**
   * Computes the accuracy since the last `reset`.
   *
   * @returns A fraction from 0 to 1; NaN if there were no outputs.
   */
  result(): number {
    return this.#right / this.#outputs;
  }

  /** Forgets all batches. */
  reset(): void {
    this.#right = this.#outputs = 0;
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return { right: this.#right, outputs: this.#outputs };
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, "restore binary accuracy");
    const outputs = reader.whole("outputs");
    this.#right = reader.whole("right", 0, outputs);
    this.#outputs = outputs;
  }
}
