/**
 * Accuracy of outputs that are each yes or no.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import type { StateValue } from "../state_value.ts";
import { defaultThreshold } from "./_classes.ts";
import { Fraction } from "./_fraction.ts";
import { readRowWeights } from "./_row_weights.ts";
import type { Metric, MetricOptions, UpdateOptions } from "./metric.ts";

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
export class BinaryAccuracy implements Metric {
  /** Name of the series in the history. */
  readonly name: string;
  /** Above what a prediction says yes, if that was chosen. */
  readonly threshold: number | undefined;
  /** Whether weights of the rows count. */
  readonly useWeights: boolean;
  readonly #fraction = new Fraction("outputs");

  /**
   * Creates a metric that holds no batches.
   *
   * @param options Threshold, name of the series, default `accuracy`, and
   * whether weights count.
   * @throws {RangeError} If the threshold is NaN.
   */
  constructor(options: BinaryAccuracyOptions = {}) {
    const { name = "accuracy", threshold, useWeights = true } = options;
    if (threshold !== undefined && Number.isNaN(threshold)) {
      throw new RangeError(
        "Cannot create binary accuracy: expected a number as threshold, " +
          "received NaN",
      );
    }
    this.name = name;
    this.threshold = threshold;
    this.useWeights = useWeights;
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
  update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    assertShape(targets, predictions.shape, TARGETS);
    const { threshold = defaultThreshold(options.loss) } = this;
    const rows = predictions.shape[0] ?? 1;
    const weights = readRowWeights(
      this.useWeights ? options.weights : undefined,
      { rows, action: TARGETS.action },
    );
    const columns = predictions.size / rows;
    const predicted = predictions.data;
    const wanted = targets.data;
    for (let i = 0; i < predicted.length; i++) {
      const isRight = wanted[i]! > 0.5
        ? predicted[i]! > threshold
        : predicted[i]! <= threshold; // false for NaN, too
      this.#fraction.add(isRight, weights?.[Math.floor(i / columns)] ?? 1);
    }
  }

  /**
   * Computes the accuracy since the last `reset`.
   *
   * @returns A fraction from 0 to 1; NaN if there were no outputs that count.
   */
  result(): number {
    return this.#fraction.value;
  }

  /** Forgets all batches. */
  reset(): void {
    this.#fraction.reset();
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return this.#fraction.state();
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    this.#fraction.restore(state, "restore binary accuracy");
  }
}
