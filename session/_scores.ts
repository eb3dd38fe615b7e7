import type { Tensor } from "@cutedl/tensor";
import type { MetricPool } from "./_metric_pool.ts";
import type { Outcome } from "./_trainer.ts";
import type { Metric } from "./metrics/metric.ts";

/** Loss and metrics over the batches since it was made. */
export class Scores {
  readonly #pool: MetricPool;
  readonly #metrics: readonly Metric[];
  #loss = 0; // sum over the examples
  #examples = 0;

  constructor(pool: MetricPool) {
    this.#pool = pool;
    this.#metrics = pool.take();
  }

  /** Adds a batch of `size` examples. */
  add({ value, predictions }: Outcome, targets: Tensor, size: number): void {
    this.#loss += value * size;
    this.#examples += size;
    for (const metric of this.#metrics) metric.update(predictions, targets);
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
}
