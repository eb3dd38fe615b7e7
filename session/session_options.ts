/**
 * The options of a session, and what an evaluation gives.
 *
 * @module
 */
import type { Loss } from "@cutedl/losses";
import type { Optimizer } from "@cutedl/optimizers";
import type { Metric } from "./metrics/metric.ts";
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

/** Options for {@linkcode Session.evaluate} and {@linkcode Session.predict}. */
export interface EvaluateOptions {
  /** Examples that are computed at once; default 256. */
  batchSize?: number;
  /** Ends the evaluation, which then rejects with the signal's reason. */
  signal?: AbortSignal;
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
