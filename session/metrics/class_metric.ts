/**
 * What precision, recall and the F1 score have in common.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { describe } from "../_describe.ts";
import type { StateValue } from "../state_value.ts";
import { ClassTable } from "./_class_table.ts";
import type { Metric, MetricOptions, UpdateOptions } from "./metric.ts";

/**
 * How several classes become one figure, in scikit-learn's words: `macro`, the
 * mean over the classes; `weighted`, the mean weighted by how often each class
 * is there; `micro`, the figure of all classes counted together.
 */
export type Average = "macro" | "weighted" | "micro";

const AVERAGES: readonly Average[] = ["macro", "weighted", "micro"];

/** How often a class was predicted and was there, as sums of weights. */
export interface ClassCounts {
  /** It was predicted where it was there: true positives. */
  readonly hits: number;
  /** It was predicted. */
  readonly predicted: number;
  /** It was there. */
  readonly actual: number;
}

/** Options for {@linkcode ClassMetric}. */
export interface ClassMetricOptions extends MetricOptions {
  /** How several classes become one figure; default `macro`. */
  average?: Average;
  /** Number of the one class to measure; by default all are averaged. */
  label?: number;
  /**
   * Where each output is a yes or no by itself: predictions above it say yes;
   * default 0 where the loss takes logits, else 0.5.
   */
  threshold?: number;
}

/**
 * Base of the metrics that are a ratio of counts for each class:
 * {@linkcode Precision}, {@linkcode Recall}, {@linkcode F1Score}, or one of your
 * own.
 *
 * Under a categorical loss a row predicts the class of its largest output, the
 * first of equals, and none if it holds a NaN. Under a binary loss each output
 * predicts yes or no: a single one has one class, the yes, and several are
 * averaged. Without a loss, rows of several outputs are read as classes, and a
 * single output as the probability of a yes.
 *
 * As in scikit-learn, `macro` leaves out classes that were neither predicted nor
 * there, but no output of a binary loss. Rows of weight 0 are as if they were
 * not there.
 *
 * @example A metric of your own: the Jaccard index
 * ```ts
 * import { type ClassCounts, ClassMetric } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Jaccard extends ClassMetric {
 *   constructor() {
 *     super({ name: "jaccard" });
 *   }
 *   protected override score({ hits, predicted, actual }: ClassCounts): number {
 *     const union = predicted + actual - hits;
 *     return union === 0 ? 0 : hits / union;
 *   }
 * }
 *
 * const metric = new Jaccard();
 * metric.update(tensor([[2, 1], [2, 1], [1, 2]]), tensor([0, 1, 1]));
 * assertEquals(metric.perClass(), [1 / 2, 1 / 2]);
 * assertEquals(metric.result(), 1 / 2);
 * ```
 */
export abstract class ClassMetric implements Metric {
  /** Name of the series in the history. */
  readonly name: string;
  /** How several classes become one figure. */
  readonly average: Average;
  /** The one class that is measured, if not all are. */
  readonly label: number | undefined;
  /** Above what an output says yes, if that was chosen. */
  readonly threshold: number | undefined;
  /** Whether weights of the rows count. */
  readonly useWeights: boolean;
  readonly #table = new ClassTable();

  /**
   * Creates a metric that holds no batches.
   *
   * @param options Name of the series, and how to average or which class.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: ClassMetricOptions & { name: string }) {
    const { name, average = "macro", label, threshold, useWeights = true } =
      options;
    const refuse = (expected: string, received: unknown): never => {
      throw new RangeError(
        `Cannot create ${name}: expected ${expected}, received ` +
          describe(received),
      );
    };
    if (!AVERAGES.includes(average)) {
      refuse('average "macro", "weighted" or "micro"', average);
    }
    if (label !== undefined && !(Number.isSafeInteger(label) && label >= 0)) {
      refuse("label to be a whole number >= 0", label);
    }
    if (threshold !== undefined && Number.isNaN(threshold)) {
      refuse("a number as threshold", threshold);
    }
    this.name = name;
    this.average = average;
    this.label = label;
    this.threshold = threshold;
    this.useWeights = useWeights;
  }

  /**
   * Computes the figure of a class, or of several counted together.
   *
   * @param counts How often it was predicted and was there.
   * @returns The figure; a number also where it would divide by 0.
   */
  protected abstract score(counts: ClassCounts): number;

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]` or
   * `[batch, outputs]`.
   * @param targets Class numbers `[batch]`, a distribution over the classes per
   * row, or probabilities of the outputs, of the shape of `predictions`.
   * @param options Weights of the rows, and the loss that says what predictions
   * and targets are.
   * @throws {ShapeError} If the shapes do not fit.
   * @throws {RangeError} If a class number is out of range, a weight is negative
   * or not finite, there is no class `label`, or there are more or fewer classes
   * than in earlier batches.
   */
  update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    const { loss, weights } = options;
    const { threshold, label } = this;
    const action = `measure ${this.name}`;
    this.#table.add(predictions, targets, {
      action,
      threshold,
      ...(loss && { loss }),
      ...(weights && this.useWeights && { weights }),
    });
    const { size } = this.#table;
    if (label === undefined || label < size || size === 0) return;
    throw new RangeError(
      `Cannot ${action}: expected label to be a class from 0 to ${size - 1}, ` +
        `received ${label}`,
    );
  }

  /**
   * Computes the figure since the last `reset`.
   *
   * @returns The figure; NaN if there were no rows that count.
   */
  result(): number {
    const table = this.#table;
    if (table.whole === 0) return NaN;
    if (this.label !== undefined) return this.score(table.at(this.label));
    const classes = table.counted;
    if (this.average === "micro") return this.score(classes.reduce(sum, NONE));
    let [total, weights] = [0, 0];
    for (const counts of classes) {
      const weight = this.average === "macro" ? 1 : counts.actual;
      total += weight * this.score(counts);
      weights += weight;
    }
    return weights === 0 ? 0 : total / weights;
  }

  /**
   * Computes the figure of each class since the last `reset`.
   *
   * @returns The figures, by class number; none before the first batch.
   */
  perClass(): number[] {
    const labels = Array.from({ length: this.#table.size }, (_, i) => i);
    return labels.map((label) => this.score(this.#table.at(label)));
  }

  /** Forgets all batches. */
  reset(): void {
    this.#table.reset();
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return this.#table.state();
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    this.#table.restore(state, `restore ${this.name}`);
  }
}

const NONE: ClassCounts = { hits: 0, predicted: 0, actual: 0 };

function sum(a: ClassCounts, b: ClassCounts): ClassCounts {
  return {
    hits: a.hits + b.hits,
    predicted: a.predicted + b.predicted,
    actual: a.actual + b.actual,
  };
}
