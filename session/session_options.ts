/**
 * The options of a session, and what an evaluation gives.
 *
 * @module
 */
import type { Loss } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import type { Tensor } from "@cutedl/tensor";
import type { Measure, Metric } from "./metrics/metric.ts";
import type { StateObject } from "./state_value.ts";

/** Options for {@linkcode Session}. */
export interface SessionOptions {
  /** What training makes small. */
  loss: Loss;
  /** How parameters change. */
  optimizer: Optimizer;
  /**
   * What else is measured, in training and validation; by default the accuracy
   * that goes with the loss, if one does. A list replaces the default.
   */
  metrics?: readonly Metric[];
  /**
   * Seed of the shuffling: a whole number of at least 0; default that of the
   * state, else 0.
   */
  seed?: number;
  /**
   * What {@linkcode Session.state} gave, to go on from there with the model of
   * that session, or another of the same parameters; by default none.
   */
  state?: StateObject;
}

/** Options for {@linkcode Session.trainBatch}. */
export interface TrainBatchOptions {
  /** How much each example counts, `[batch]`; by default each counts 1. */
  weights?: Tensor;
}

/** Options for {@linkcode Session.predict}. */
export interface PredictOptions {
  /** Examples that are computed at once; default 256. */
  batchSize?: number;
  /** Ends the computation, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Options for {@linkcode Session.evaluate}. */
export interface EvaluateOptions extends PredictOptions {
  /**
   * How much the examples of each class count, times the weights that the data
   * carries; by default 1.
   */
  classWeights?: readonly number[];
  /**
   * What is shown the batches beside the session's metrics, such as a
   * `ConfusionMatrix`; it is filled, and its result left to the caller.
   */
  measures?: readonly Measure[];
}

/** What {@linkcode Session.evaluate} measures. */
export interface Evaluation {
  /** Mean loss over the examples. */
  readonly loss: number;
  /** Accuracy over the examples, where the session measures it. */
  readonly accuracy?: number;
  /** Other metrics by name. */
  readonly [metric: string]: number | undefined;
}
