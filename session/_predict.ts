import type { Dataset } from "@cutedl/datasets";
import { assertShape, concat, sizeOf, Tensor } from "@cutedl/tensor";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { abortable } from "./_abortable.ts";
import { assertExamples, readEvaluateOptions } from "./_evaluate.ts";
import type { Trainer } from "./_trainer.ts";
import type { PredictOptions } from "./session_options.ts";

const BLOCK = 256; // rows that are computed at once

/** Outputs for any number of inputs, in blocks that keep the memory small. */
export function predictTensor(trainer: Trainer, inputs: Tensor): Tensor {
  trainer.buildFor(inputs, "predict");
  const { model } = trainer;
  if (model.inputShape !== undefined) {
    const expected = ["batch", ...model.inputShape];
    assertShape(inputs, expected, { name: "inputs", action: "predict" });
  }
  const workspace = trainer.borrow();
  const forward = (block: Tensor): Tensor =>
    model.forward(block, { workspace }).clone();
  const [rows = 0, ...shape] = inputs.shape;
  const blocks: Tensor[] = [];
  if (rows <= BLOCK) {
    blocks.push(forward(inputs));
  } else {
    const length = sizeOf(shape);
    for (let start = 0; start < rows; start += BLOCK) {
      const end = Math.min(rows, start + BLOCK);
      const data = inputs.data.subarray(start * length, end * length);
      blocks.push(forward(new Tensor(data, [end - start, ...shape])));
    }
  }
  trainer.giveBack(workspace);
  return join(blocks);
}

/** Outputs for all examples of a dataset, in its order. */
export async function predictDataset(
  trainer: Trainer,
  data: Dataset,
  options: PredictOptions,
): Promise<Tensor> {
  const { action, batchSize, signal } = readEvaluateOptions("predict", options);
  trainer.build(data.inputShape, action);
  const workspace = trainer.borrow();
  const blocks: Tensor[] = [];
  const source = abortable(data.batches({ batchSize, workspace }), signal);
  for await (const { inputs } of source) {
    blocks.push(trainer.model.forward(inputs, { workspace }).clone());
    await yieldWhenDue();
  }
  assertExamples(blocks.length, action);
  trainer.giveBack(workspace);
  return join(blocks);
}

function join(blocks: readonly Tensor[]): Tensor {
  return blocks.length === 1 ? blocks[0]! : concat(blocks);
}
