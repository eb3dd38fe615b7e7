import type { Batch } from "@cutedl/datasets";
import { formatText } from "@cutedl/tensor";
import type { MetricPool } from "./_metric_pool.ts";
import type { Outcome } from "./_trainer.ts";
import type { Measure, Metric, UpdateOptions } from "./metrics/metric.ts";
import type { StateValue } from "./state_value.ts";

const NONE: readonly Measure[] = [];

/** Sums over some batches. */
export interface ScoresState {
  /** Sum of the loss over the examples. */
  readonly loss: number;
  /** Number of examples. */
  readonly examples: number;
  /** States of the metrics, by name. */
  readonly metrics: Readonly<Record<string, StateValue>>;
}

/** Loss and metrics over the batches since it was made. */
export class Scores {
  readonly #pool: MetricPool;
  readonly #metrics: readonly Metric[];
  readonly #options: UpdateOptions;
  #loss = 0; // sum over the examples
  #examples = 0;

  constructor(pool: MetricPool) {
    this.#pool = pool;
    this.#metrics = pool.take();
    this.#options = { loss: pool.loss };
  }

  /** Adds a batch, and shows it to others. */
  add(
    { value, predictions }: Outcome,
    { targets, size, weights }: Batch,
    others: readonly Measure[] = NONE,
  ): void {
    this.#loss += value * size;
    this.#examples += size;
    const options = weights === undefined
      ? this.#options
      : { ...this.#options, weights };
    for (const metric of this.#metrics) {
      metric.update(predictions, targets, options);
    }
    for (const other of others) other.update(predictions, targets, options);
  }

  /** Mean loss, and the metrics by name. */
  result(): { loss: number } & Record<string, number> {
    const result: { loss: number } & Record<string, number> = {
      loss: this.#loss / this.#examples,
    };
    for (const metric of this.#metrics) result[metric.name] = metric.result();
    return result;
  }

  /** The same for the last time. */
  take(): { loss: number } & Record<string, number> {
    try {
      return this.result();
    } finally {
      this.close();
    }
  }

  /** Gives the metrics back; nothing is added after. */
  close(): void {
    this.#pool.giveBack(this.#metrics);
  }

  /**
   * Copies the sums.
   *
   * @throws {TypeError} If a metric cannot be saved.
   */
  state(): ScoresState {
    const metrics = this.#metrics.map((metric) => {
      if (metric.state !== undefined && metric.restore !== undefined) {
        return [metric.name, metric.state()];
      }
      throw new TypeError(
        "Cannot save session: expected metrics with state() and restore(), " +
          `received ${metric.name} without, between two rows of the history: ` +
          "give its class both, or save at the end of an epoch",
      );
    });
    return {
      loss: this.#loss,
      examples: this.#examples,
      metrics: Object.fromEntries(metrics),
    };
  }

  /**
   * Goes on from saved sums.
   *
   * @throws {RangeError} If they are of other metrics.
   */
  static from(state: ScoresState, pool: MetricPool): Scores {
    const scores = new Scores(pool);
    try {
      scores.#restore(state);
    } catch (error) {
      scores.close();
      throw error;
    }
    return scores;
  }

  #restore({ loss, examples, metrics }: ScoresState): void {
    const expected = list(Object.keys(metrics));
    const received = list(this.#metrics.map(({ name }) => name));
    if (expected !== received) {
      throw new RangeError(
        `Cannot resume fit: expected the metrics that it was saved with, ` +
          `${expected}, received ${received}: create the session with the same ` +
          "ones, or begin a new fit with resume: false",
      );
    }
    for (const metric of this.#metrics) metric.restore?.(metrics[metric.name]!);
    this.#loss = loss;
    this.#examples = examples;
  }
}

/** Names in an order of their own. */
function list(names: readonly string[]): string {
  const sorted = names.map((name) => formatText(name)).toSorted();
  return sorted.length === 0 ? "none" : sorted.join(", ");
}
