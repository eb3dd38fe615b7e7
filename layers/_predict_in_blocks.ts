import { assertShape, sizeOf, Tensor } from "@cutedl/tensor";
import type { BuiltLayers } from "./_build_layers.ts";
import type { Layer } from "./layer.ts";

const BLOCK = 1024; // rows that are computed at once

/** Outputs for any number of inputs, in blocks that keep the memory small. */
export function predictInBlocks(
  model: Layer,
  inputs: Tensor,
  { inputShape, outputShape, reused: workspace }: BuiltLayers,
): Tensor {
  assertShape(inputs, ["batch", ...inputShape], {
    name: "inputs",
    action: "predict",
  });
  const batch = inputs.shape[0]!;
  const inputSize = sizeOf(inputShape);
  const outputSize = sizeOf(outputShape);
  const outputs = new Float32Array(batch * outputSize);
  const { data } = inputs;
  for (let start = 0; start < batch; start += BLOCK) {
    const rows = Math.min(BLOCK, batch - start);
    const block = workspace.tensor(model, "inputs", [rows, ...inputShape]);
    block.data.set(
      rows === batch
        ? data
        : data.subarray(start * inputSize, (start + rows) * inputSize),
    );
    const predictions = model.forward(block, { workspace });
    outputs.set(predictions.data, start * outputSize);
  }
  return new Tensor(outputs, [batch, ...outputShape]);
}
