/**
 * What metrics that are a fraction of what is right have in common.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import { readRowWeights } from "./_row_weights.ts";
import type { Metric, MetricOptions, UpdateOptions } from "./metric.ts";

/** What an {@linkcode AccuracyMetric} measures. */
export interface AccuracyKind {
  /** What errors call it, such as `binary accuracy`. */
  readonly title: string;
  /** What it counts, and its state calls so; default `rows`. */
  readonly counted?: string;
}

/**
 * Base of the metrics that are a fraction of what is right, by weight:
 * {@linkcode CategoricalAccuracy} and its kin, or one of your own.
 *
 * @example A metric of your own: how many predictions are within 0.5
 * ```ts
 * import { AccuracyMetric } from "@cutedl/session/accuracy-metric";
 * import { tensor, type Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Closeness extends AccuracyMetric {
 *   constructor() {
 *     super({ title: "closeness" }, { name: "closeness" });
 *   }
 *   override update(predictions: Tensor, targets: Tensor): void {
 *     predictions.data.forEach((value, i) => {
 *       this.add(Math.abs(value - targets.data[i]!) <= 0.5, 1);
 *     });
 *   }
 * }
 *
 * const metric = new Closeness();
 * metric.update(tensor([1, 2, 3, 4]), tensor([1.2, 2, 4, 4]));
 * assertEquals(metric.result(), 0.75);
 * ```
 */
export abstract class AccuracyMetric implements Metric {
  /** Name of the series in the history. */
  readonly name: string;
  /** Whether weights of the rows count. */
  readonly useWeights: boolean;
  readonly #title: string;
  readonly #counted: string;
  #right = 0; // sums of weights
  #whole = 0;

  /**
   * Creates a metric that holds no batches.
   *
   * @param kind What it measures.
   * @param options Name of the series, default `accuracy`, and whether weights
   * count.
   */
  constructor(
    { title, counted = "rows" }: AccuracyKind,
    { name = "accuracy", useWeights = true }: MetricOptions = {},
  ) {
    this.#title = title;
    this.#counted = counted;
    this.name = name;
    this.useWeights = useWeights;
  }

  /**
   * Adds a batch.
   *
   * @param predictions Model outputs, `[batch, outputs]`.
   * @param targets What they should be.
   * @param options Weights of the rows, and the loss.
   */
  abstract update(
    predictions: Tensor,
    targets: Tensor,
    options?: UpdateOptions,
  ): void;

  /**
   * Computes the accuracy since the last `reset`.
   *
   * @returns A fraction from 0 to 1; NaN if there was nothing that counts.
   */
  result(): number {
    return this.#right / this.#whole;
  }

  /** Forgets all batches. */
  reset(): void {
    this.#right = this.#whole = 0;
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return { right: this.#right, [this.#counted]: this.#whole };
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, `restore ${this.#title}`);
    const whole = reader.amount(this.#counted);
    this.#right = reader.amount("right", whole);
    this.#whole = whole;
  }

  /** Counts something of a weight. */
  protected add(isRight: boolean, weight: number): void {
    if (isRight) this.#right += weight;
    this.#whole += weight;
  }

  /**
   * Reads the weights of a batch, one for each row; none if they do not count.
   *
   * @throws {RangeError} If a weight is negative or not finite.
   * @throws {ShapeError} If there is not one for each row.
   */
  protected weightsOf(
    rows: number,
    { weights }: UpdateOptions,
  ): Float32Array | undefined {
    const action = `measure ${this.#title}`;
    return readRowWeights(this.useWeights ? weights : undefined, {
      rows,
      action,
    });
  }
}
