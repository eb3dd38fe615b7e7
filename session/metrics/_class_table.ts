import { assertShape, type Tensor } from "@cutedl/tensor";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import { argmaxOfRow } from "./_argmax.ts";
import { defaultThreshold, isMulticlass, readTargets } from "./_classes.ts";
import type { ClassCounts } from "./class_metric.ts";
import { readRowWeights } from "./_row_weights.ts";
import type { UpdateOptions } from "./metric.ts";

/** How to count a batch. */
export interface CountOptions extends UpdateOptions {
  /** Above what an output says yes; by default as the loss has it. */
  readonly threshold: number | undefined;
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
}

/** Of each class how much was predicted, was there, and both; sums of weights. */
export class ClassTable {
  #hits: number[] = [];
  #predicted: number[] = [];
  #actual: number[] = [];
  #isMulticlass = false;
  #whole = 0;

  /** Number of classes, or of outputs that are yes or no; 0 before a batch. */
  get size(): number {
    return this.#hits.length;
  }

  /** Weight of all rows. */
  get whole(): number {
    return this.#whole;
  }

  /** Counts of a class. */
  at(label: number): ClassCounts {
    return {
      hits: this.#hits[label]!,
      predicted: this.#predicted[label]!,
      actual: this.#actual[label]!,
    };
  }

  /**
   * Counts of each class that is to be averaged: of several, one of which each
   * row chooses, those that were predicted or there at all.
   */
  get counted(): ClassCounts[] {
    const all = this.#hits.map((_, label) => this.at(label));
    return this.#isMulticlass
      ? all.filter(({ predicted, actual }) => predicted > 0 || actual > 0)
      : all;
  }

  /** Adds a batch. */
  add(predictions: Tensor, targets: Tensor, options: CountOptions): void {
    const { action, loss } = options;
    const rows = predictions.shape[0] ?? 0;
    const weights = readRowWeights(options.weights, { rows, action });
    const isOne = isMulticlass(predictions, loss);
    if (isOne) this.#addRows(predictions, targets, weights, action);
    else this.#addOutputs(predictions, targets, weights, options);
    this.#isMulticlass = isOne;
  }

  #addRows(
    predictions: Tensor,
    targets: Tensor,
    weights: Float32Array | undefined,
    action: string,
  ): void {
    const wanted = readTargets(predictions, targets, action);
    const [rows, classes] = predictions.shape as [number, number];
    this.#begin(classes, action);
    for (let row = 0; row < rows; row++) {
      const weight = weights?.[row] ?? 1;
      const label = argmaxOfRow(predictions.data, row * classes, classes);
      const actual = wanted(row);
      if (label >= 0) this.#predicted[label]! += weight; // none for a NaN
      if (actual >= 0) this.#actual[actual]! += weight;
      if (label >= 0 && label === actual) this.#hits[label]! += weight;
      this.#whole += weight;
    }
  }

  #addOutputs(
    predictions: Tensor,
    targets: Tensor,
    weights: Float32Array | undefined,
    { action, loss, threshold = defaultThreshold(loss) }: CountOptions,
  ): void {
    assertShape(targets, predictions.shape, { name: "targets", action });
    const rows = predictions.shape[0] ?? 0;
    const outputs = predictions.size / Math.max(1, rows);
    if (rows > 0) this.#begin(outputs, action);
    for (let i = 0; i < predictions.size; i++) {
      const label = i % outputs;
      const weight = weights?.[(i - label) / outputs] ?? 1;
      const isPredicted = predictions.data[i]! > threshold;
      const isActual = targets.data[i]! > 0.5;
      if (isPredicted) this.#predicted[label]! += weight;
      if (isActual) this.#actual[label]! += weight;
      if (isPredicted && isActual) this.#hits[label]! += weight;
      if (label === 0) this.#whole += weight;
    }
  }

  /** Makes room at the first batch, and refuses another size later. */
  #begin(size: number, action: string): void {
    if (this.size === 0) {
      const zeros = (): number[] => Array.from({ length: size }, () => 0);
      this.#hits = zeros();
      this.#predicted = zeros();
      this.#actual = zeros();
    }
    if (this.size === size) return;
    throw new RangeError(
      `Cannot ${action}: expected ${this.size} classes as in earlier batches, ` +
        `received ${size}: reset it before other data`,
    );
  }

  /** Forgets everything. */
  reset(): void {
    this.#hits = [];
    this.#predicted = [];
    this.#actual = [];
    this.#whole = 0;
  }

  /** Copies the counts. */
  state(): StateValue {
    return {
      hits: [...this.#hits],
      predicted: [...this.#predicted],
      actual: [...this.#actual],
      isMulticlass: this.#isMulticlass,
      whole: this.#whole,
    };
  }

  /** Goes on from saved counts; `action` follows "Cannot". */
  restore(state: StateValue, action: string): void {
    const reader = new StateReader(state, action);
    const hits = reader.amounts("hits");
    const predicted = reader.amounts("predicted", hits.length);
    const actual = reader.amounts("actual", hits.length);
    const isMulticlass = reader.flag("isMulticlass");
    this.#whole = reader.amount("whole");
    this.#hits = hits;
    this.#predicted = predicted;
    this.#actual = actual;
    this.#isMulticlass = isMulticlass;
  }
}
