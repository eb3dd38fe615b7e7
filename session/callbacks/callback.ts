/**
 * What a callback is, and what its hooks are given.
 *
 * @module
 */
import type { History, HistoryRow } from "../history.ts";
import type { Session } from "../session.ts";
import type { StateValue } from "../state_value.ts";

/** What a fit was asked to do. */
export interface FitPlan {
  /** Number of epochs; of a fit that is taken up, all. */
  readonly epochs: number;
  /** Number of the first epoch, from 1; of a fit that is taken up, its first. */
  readonly firstEpoch: number;
  /** Examples per training step. */
  readonly batchSize: number;
  /** Training steps of an epoch; `undefined` if the data does not know. */
  readonly stepsPerEpoch: number | undefined;
  /**
   * Number of validations to come; `undefined` if the data does not know its
   * size.
   */
  readonly validations: number | undefined;
  /** Names of the series that the history will have, such as `valLoss`. */
  readonly series: readonly string[];
}

/** What every hook is given. */
export interface FitContext {
  /** The session that trains. */
  readonly session: Session;
  /** What was measured so far. */
  readonly history: History;
  /** What the fit was asked to do. */
  readonly plan: FitPlan;
  /** Number of the running epoch, from 1. */
  readonly epoch: number;
  /** Batches of the running epoch so far. */
  readonly batch: number;
  /** Training steps of the session so far. */
  readonly step: number;
}

/** What `onBatchEnd` is given: the same object each time, with new values. */
export interface BatchContext extends FitContext {
  /** Mean loss over the batch, before the step. */
  readonly loss: number;
  /** Examples in the batch. */
  readonly batchSize: number;
  /**
   * Loss and metrics over the batches since the last row of the history;
   * computed when asked for.
   */
  readonly running: Readonly<Record<string, number>>;
}

/** What `onValidationEnd` and `onEpochEnd` are given. */
export interface RowContext extends FitContext {
  /** The row that the history has got. */
  readonly row: HistoryRow;
}

/** What `onFitEnd` is given. */
export interface FitEndContext extends FitContext {
  /**
   * How the fit ended: all epochs done, stopped by `session.stop`, aborted by
   * its signal, or failed by an error.
   */
  readonly outcome: "finished" | "stopped" | "aborted" | "failed";
}

/**
 * Hooks into `fit`, all optional.
 *
 * A hook may return a promise, which is awaited; what else it returns is
 * ignored. What it throws ends the fit, which rejects with it. Any object with
 * some of the hooks is a callback.
 *
 * A callback that remembers something of its fit says what by `state`, and goes
 * on from that by `restore`; both or neither. Then it is part of saved sessions.
 * A fit that is taken up runs `onFitStart`, gives each callback its state, and
 * goes on with the step after; in the middle of an epoch it does not run
 * `onEpochStart` again.
 *
 * @example Stop when the loss is small
 * ```ts
 * import type { Callback } from "@cutedl/session";
 * import { assert } from "@std/assert";
 *
 * const losses: number[] = [];
 * const callback: Callback = {
 *   onBatchEnd({ loss, session }) {
 *     losses.push(loss);
 *     if (loss < 0.01) session.stop();
 *   },
 * };
 * assert(callback.onBatchEnd);
 * ```
 *
 * @example A callback with a state: it counts the rows of a fit
 * ```ts
 * import type { Callback, StateValue } from "@cutedl/session";
 * import { assertEquals } from "@std/assert";
 *
 * class RowCounter implements Callback {
 *   readonly name = "rowCounter";
 *   count = 0;
 *   onFitStart(): void {
 *     this.count = 0;
 *   }
 *   onEpochEnd(): void {
 *     this.count++;
 *   }
 *   state(): StateValue {
 *     return this.count;
 *   }
 *   restore(state: StateValue): void {
 *     this.count = Number(state);
 *   }
 * }
 *
 * assertEquals(new RowCounter().state(), 0);
 * ```
 */
export interface Callback {
  /** Names its state in saved sessions, as `earlyStopping`; default `callback`. */
  readonly name?: string;
  /**
   * Copies what it remembers of the running fit.
   *
   * @returns Plain data, which later steps do not change; `undefined` if there
   * is nothing.
   */
  state?(): StateValue | undefined;
  /**
   * Goes on from a saved state, in a fit that is taken up, after `onFitStart`.
   *
   * @param state What `state` gave, in this process or another; it may come from
   * any file.
   * @param context The moment.
   * @throws {RangeError} If it is not a state of such a callback.
   */
  restore?(state: StateValue, context: FitContext): void;
  /**
   * Runs before the first step.
   *
   * @param context The moment.
   */
  onFitStart?(context: FitContext): unknown;
  /**
   * Runs before the first step of an epoch.
   *
   * @param context The moment.
   */
  onEpochStart?(context: FitContext): unknown;
  /**
   * Runs after every training step.
   *
   * @param context The moment; the same object each time.
   */
  onBatchEnd?(context: BatchContext): unknown;
  /**
   * Runs before a validation.
   *
   * @param context The moment.
   */
  onValidationStart?(context: FitContext): unknown;
  /**
   * Runs after a validation.
   *
   * @param context The moment, with the row that the history has got.
   */
  onValidationEnd?(context: RowContext): unknown;
  /**
   * Runs after an epoch that was completed, and after the validation that
   * belongs to its end.
   *
   * @param context The moment, with the row that the history has got: that of
   * the validation, if there was one at this step.
   */
  onEpochEnd?(context: RowContext): unknown;
  /**
   * Runs where a session can be saved and go on to the bit: after every training
   * step, when all that follows it is done (validation, and at the last step of
   * an epoch what ends that). A fit that is taken up goes on with the next step.
   *
   * @param context The moment; the object is used again.
   */
  onSavePoint?(context: FitContext): unknown;
  /**
   * Runs at the end, also after an error or an abort; not if `onFitStart` threw,
   * or was not run because that of another callback did.
   *
   * @param context The moment, with how it ended.
   */
  onFitEnd?(context: FitEndContext): unknown;
}
