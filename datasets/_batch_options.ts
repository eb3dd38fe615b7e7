import { FreshWorkspace, type Workspace } from "@cutedl/tensor";
import { checkWhole } from "./_check_whole.ts";
import type { BatchOptions } from "./dataset.ts";

/** Batch options, checked, with their defaults. */
export interface ResolvedBatchOptions extends Required<BatchOptions> {
  workspace: Workspace;
}

/** Fills in the defaults and refuses what is not sensible. */
export function resolveBatchOptions(
  options: BatchOptions,
): ResolvedBatchOptions {
  const {
    batchSize = 32,
    shuffle = false,
    seed = 0,
    epoch = 0,
    start = 0,
    dropLast = false,
    workspace = new FreshWorkspace(),
  } = options;
  const action = "make batches";
  checkWhole({ action, name: "batchSize", value: batchSize, least: 1 });
  checkWhole({ action, name: "seed", value: seed, least: 0 });
  checkWhole({ action, name: "epoch", value: epoch, least: 0 });
  checkWhole({ action, name: "start", value: start, least: 0 });
  return { batchSize, shuffle, seed, epoch, start, dropLast, workspace };
}

/** Refuses a start behind the end of the data. */
export function checkStart(start: number, batches: number): void {
  if (start <= batches) return;
  throw new RangeError(
    `Cannot make batches: expected start <= ${batches}, the number of ` +
      `batches, received ${start}`,
  );
}
