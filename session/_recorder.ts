import type { Batch } from "@cutedl/datasets";
import type { MetricPool } from "./_metric_pool.ts";
import { Scores, type ScoresState } from "./_scores.ts";
import type { Stopwatch } from "./_stopwatch.ts";
import type { Outcome } from "./_trainer.ts";
import type { History, HistoryRow } from "./history.ts";

/** Training figures that have no row of the history yet. */
export interface RecorderState {
  /** Sums since the last row, if there were steps. */
  readonly scores?: ScoresState | undefined;
  /** The row that waits for a validation, if one does. */
  readonly row?: HistoryRow | undefined;
}

/** What a recorder works with. */
export interface RecorderParts {
  readonly history: History;
  readonly pool: MetricPool;
  readonly stopwatch: Stopwatch;
}

/** Gathers training figures, and makes rows of the history of them. */
export class Recorder {
  readonly #history: History;
  readonly #pool: MetricPool;
  readonly #stopwatch: Stopwatch;
  #scores: Scores | undefined; // since the last row
  #row: HistoryRow | undefined; // measured, and not yet recorded

  constructor({ history, pool, stopwatch }: RecorderParts) {
    this.#history = history;
    this.#pool = pool;
    this.#stopwatch = stopwatch;
  }

  /** Adds a training step on a batch. */
  add(outcome: Outcome, batch: Batch): void {
    this.#scores ??= new Scores(this.#pool);
    this.#scores.add(outcome, batch);
  }

  /** Loss and metrics since the last row. */
  get running(): Record<string, number> {
    return this.#scores?.result() ?? {};
  }

  /** Takes the figures since the last row for those of the next. */
  measure({ epoch, step }: { epoch: number; step: number }): void {
    const scores = this.#scores;
    if (scores === undefined) return;
    this.#scores = undefined;
    const { seconds } = this.#stopwatch;
    this.#row = { epoch, step, seconds, ...scores.take() };
  }

  /** Records them, if there are any, with those of a validation. */
  record(
    place: { epoch: number; step: number },
    validation: Record<string, number> = {},
  ): void {
    this.measure(place);
    if (this.#row === undefined) return;
    this.#history.record({ ...this.#row, ...validation });
    this.#row = undefined;
  }

  /** Copies what has no row yet. */
  state(): RecorderState {
    return { scores: this.#scores?.state(), row: this.#row };
  }

  /** Goes on from a saved state. */
  restore({ scores, row }: RecorderState): void {
    this.#scores = scores && Scores.from(scores, this.#pool);
    this.#row = row;
  }
}
