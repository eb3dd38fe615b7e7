/**
 * Which classes are taken for which.
 *
 * @module
 */
import { assertShape, type Tensor } from "@cutedl/tensor";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import { argmaxOfRow } from "./_argmax.ts";
import { defaultThreshold, isMulticlass, readTargets } from "./_classes.ts";
import { readRowWeights } from "./_row_weights.ts";
import type { Measure, UpdateOptions } from "./metric.ts";

const ACTION = "count confusion matrix";

/** Options for {@linkcode ConfusionMatrix}. */
export interface ConfusionMatrixOptions {
  /**
   * For a single output: predictions above it say yes; default 0 where the loss
   * takes logits, else 0.5.
   */
  threshold?: number;
  /** Whether weights of the rows count; default `true`. */
  useWeights?: boolean;
}

/**
 * Counts how often each class was taken for each: a row for each class that was
 * there, a column for each that was predicted, as in scikit-learn.
 *
 * Its result is no number, so it is no metric of a session and has no series in
 * the history: give it to `session.evaluate`, which fills it and leaves the
 * result to you, or update it with predictions of your own.
 *
 * The largest output of a row is its prediction, the first of equals; a single
 * output says no (class 0) or yes (class 1).
 *
 * @example Of predictions
 * ```ts
 * import { ConfusionMatrix } from "@cutedl/session/confusion-matrix";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const matrix = new ConfusionMatrix();
 * matrix.update(tensor([[2, 1], [2, 1], [1, 2]]), tensor([0, 1, 1]));
 * assertEquals(matrix.result(), [
 *   [1, 0], // the 0 was taken for 0
 *   [1, 1], // one 1 was taken for 0, one for 1
 * ]);
 * ```
 *
 * @example Of a whole dataset
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { SparseCategoricalCrossentropy } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { ConfusionMatrix, Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(2, { kernelInitializer: "zeros" }), // says 0 to everything
 * ]);
 * const session = new Session(model, {
 *   loss: new SparseCategoricalCrossentropy(),
 *   optimizer: new Fixed(0.1),
 * });
 * const data = new ArrayDataset(tensor([[1], [2], [3]]), tensor([0, 1, 1]));
 * const matrix = new ConfusionMatrix();
 * await session.evaluate(data, { measures: [matrix] });
 * assertEquals(matrix.result(), [[1, 0], [2, 0]]);
 * ```
 */
export class ConfusionMatrix implements Measure {
  /** Above what a single output says yes, if that was chosen. */
  readonly threshold: number | undefined;
  /** Whether weights of the rows count. */
  readonly useWeights: boolean;
  #counts: number[][] = [];

  /**
   * Creates a matrix that holds no batches.
   *
   * @param options Threshold, and whether weights count.
   * @throws {RangeError} If the threshold is NaN.
   */
  constructor(options: ConfusionMatrixOptions = {}) {
    const { threshold, useWeights = true } = options;
    if (threshold !== undefined && Number.isNaN(threshold)) {
      throw new RangeError(
        "Cannot create confusion matrix: expected a number as threshold, " +
          "received NaN",
      );
    }
    this.threshold = threshold;
    this.useWeights = useWeights;
  }

  /**
   * Adds a batch.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`, or of a
   * single output `[batch, 1]`.
   * @param targets Class numbers `[batch]`, a distribution over the classes per
   * row, or probabilities of the single output.
   * @param options Weights of the rows, and the loss that says what predictions
   * and targets are.
   * @throws {ShapeError} If the shapes do not fit, or a binary loss has several
   * outputs.
   * @throws {RangeError} If a prediction is NaN, a class number is out of range,
   * a weight is negative or not finite, or there are more or fewer classes than
   * in earlier batches.
   */
  update(
    predictions: Tensor,
    targets: Tensor,
    options: UpdateOptions = {},
  ): void {
    const { loss } = options;
    const rows = predictions.shape[0] ?? 0;
    const weights = readRowWeights(
      this.useWeights ? options.weights : undefined,
      { rows, action: ACTION },
    );
    const isOne = isMulticlass(predictions, loss);
    const { threshold = defaultThreshold(loss) } = this;
    const [predicted, wanted] = isOne
      ? readRows(predictions, targets)
      : readOutputs(predictions, targets, threshold);
    const counts = this.#begin(isOne ? predictions.shape[1]! : 2);
    for (let row = 0; row < rows; row++) {
      const label = predicted(row);
      const actual = wanted(row);
      if (label < 0 || actual < 0) refuseNaN(row);
      counts[actual]![label]! += weights?.[row] ?? 1;
    }
  }

  /**
   * Gives the counts since the last `reset`.
   *
   * @returns For each class that was there, how often each was predicted, as
   * sums of the weights; empty before the first batch.
   */
  result(): number[][] {
    return this.#counts.map((row) => [...row]);
  }

  /** Forgets all batches. */
  reset(): void {
    this.#counts = [];
  }

  /**
   * Copies the counts.
   *
   * @returns The counts.
   */
  state(): StateValue {
    return { counts: this.#counts.flat() };
  }

  /**
   * Goes on from saved counts.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is anything else.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, "restore confusion matrix");
    const counts = reader.amounts("counts");
    const size = Math.sqrt(counts.length);
    if (size % 1 !== 0) {
      reader.refuse("counts of a square matrix", counts.length);
    }
    this.#counts = Array.from(
      { length: size },
      (_, row) => counts.slice(row * size, (row + 1) * size),
    );
  }

  /** Makes room at the first batch, and refuses another size later. */
  #begin(size: number): number[][] {
    if (this.#counts.length === 0) {
      this.#counts = Array.from(
        { length: size },
        () => Array.from({ length: size }, () => 0),
      );
    }
    if (this.#counts.length === size) return this.#counts;
    throw new RangeError(
      `Cannot ${ACTION}: expected ${this.#counts.length} classes as in ` +
        `earlier batches, received ${size}: reset it before other data`,
    );
  }
}

/** Gives the class of a row; -1 for a NaN. */
type ReadClass = (row: number) => number;

function readRows(
  predictions: Tensor,
  targets: Tensor,
): [predicted: ReadClass, wanted: ReadClass] {
  const wanted = readTargets(predictions, targets, ACTION);
  const { data, shape } = predictions;
  const classes = shape[1]!;
  return [(row) => argmaxOfRow(data, row * classes, classes), wanted];
}

function readOutputs(
  predictions: Tensor,
  targets: Tensor,
  threshold: number,
): [predicted: ReadClass, wanted: ReadClass] {
  const [rows = 0] = predictions.shape;
  if (predictions.size !== rows) {
    assertShape(predictions, [rows, 1], {
      name: "predictions",
      action: ACTION,
      remedy: "make a matrix of each output by itself",
    });
  }
  assertShape(targets, predictions.shape, { name: "targets", action: ACTION });
  const sideOf = (value: number, bound: number): number =>
    Number.isNaN(value) ? -1 : Number(value > bound);
  return [
    (row) => sideOf(predictions.data[row]!, threshold),
    (row) => sideOf(targets.data[row]!, 0.5),
  ];
}

function refuseNaN(row: number): never {
  throw new RangeError(
    `Cannot ${ACTION}: expected predictions and targets that are numbers, ` +
      `received NaN in row ${row}`,
  );
}
