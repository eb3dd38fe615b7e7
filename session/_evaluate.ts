import type { Dataset } from "@cutedl/datasets";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { abortable } from "./_abortable.ts";
import type { MetricPool } from "./_metric_pool.ts";
import { assertWhole } from "./_options.ts";
import { Scores } from "./_scores.ts";
import type { Trainer } from "./_trainer.ts";
import type { Weigher } from "./_weigher.ts";
import type { Measure } from "./metrics/metric.ts";
import type { PredictOptions } from "./session_options.ts";

/** How to evaluate. */
export interface EvaluateSettings {
  readonly batchSize: number;
  readonly pool: MetricPool;
  readonly signal: AbortSignal | undefined;
  readonly weigher: Weigher;
  /** What is shown the batches beside the metrics. */
  readonly measures?: readonly Measure[] | undefined;
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
  /** Number of batches; default all. */
  readonly batches?: number | undefined;
  /** Number of the epoch that this validates: its loss must be finite. */
  readonly epoch?: number;
}

/** Checks options, and fills in defaults. */
export function readEvaluateOptions(
  action: string,
  { batchSize = 256, signal }: PredictOptions,
): Pick<EvaluateSettings, "action" | "batchSize" | "signal"> {
  assertWhole(action, "batchSize", batchSize, 1);
  signal?.throwIfAborted();
  return { action, batchSize, signal };
}

/** Mean loss and metrics over a dataset. */
export async function evaluateDataset(
  trainer: Trainer,
  data: Dataset,
  settings: EvaluateSettings,
): Promise<{ loss: number } & Record<string, number>> {
  const { batchSize, pool, signal, action, epoch, measures } = settings;
  const { batches = Infinity } = settings;
  const scores = new Scores(pool);
  const workspace = trainer.borrow();
  try {
    let count = 0;
    const source = abortable(data.batches({ batchSize, workspace }), signal);
    for await (const plain of source) {
      const batch = settings.weigher.weigh(plain, workspace);
      const outcome = trainer.evaluate(batch, workspace);
      if (epoch !== undefined) {
        trainer.assertFinite(epoch, { ...batch, ...outcome });
      }
      scores.add(outcome, batch, measures);
      if (++count === batches) break;
      await yieldWhenDue();
    }
    assertExamples(count, action);
    const result = scores.result();
    trainer.giveBack(workspace);
    return result;
  } finally {
    scores.close();
  }
}

/** Refuses a dataset that gave no batch. */
export function assertExamples(batches: number, action: string): void {
  if (batches > 0) return;
  throw new RangeError(
    `Cannot ${action}: expected data with at least one example, received none`,
  );
}
