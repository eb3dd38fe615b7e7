import {
  type Engine,
  SparseTensor,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";
import type { PixelRows } from "@cutedl/tensor/engine";
import type { ExampleRows, ExampleShapes } from "./_examples.ts";
import { gather } from "./_gather.ts";

/**
 * Makes the inputs of a batch, in the memory that the workspace gives `owner`:
 * a sparse tensor where that memory is used again and the engine lists pixels.
 */
export function makeInputs(
  owner: ExampleShapes,
  rows: ExampleRows,
  indices: Uint32Array,
  workspace: Workspace,
): Tensor {
  const size = indices.length;
  const { engine } = workspace;
  const inputs = workspace.tensor(owner, "inputs", [size, ...owner.inputShape]);
  const lists = pixelRows(rows, inputs.size / size, engine);
  if (lists !== undefined) {
    const memory = workspace.tensor(owner, "nonzeros", [
      lists.batchLength(size),
    ]);
    const matrix = lists.batch(indices, memory.data, () => {
      gatherInputs(rows, indices, inputs.data, engine);
      return inputs.data;
    });
    if (matrix !== undefined) {
      let sparse = sparseTensors.get(inputs);
      if (sparse === undefined) {
        sparse = new SparseTensor(inputs);
        sparseTensors.set(inputs, sparse);
      }
      sparse.renew(matrix);
      return sparse;
    }
  }
  gatherInputs(rows, indices, inputs.data, engine);
  return inputs;
}

/** One for each tensor of a workspace. */
const sparseTensors = new WeakMap<Tensor, SparseTensor>();

/** Lists by the arrays they are of, and by engine. */
const known = new WeakMap<
  Uint8Array,
  Map<Engine, PixelRows | undefined>
>();

function pixelRows(
  { inputs, scale, constant }: ExampleRows,
  rowLength: number,
  engine: Engine,
): PixelRows | undefined {
  if (!(inputs instanceof Uint8Array)) return undefined;
  let byEngine = known.get(inputs);
  if (byEngine === undefined) known.set(inputs, byEngine = new Map());
  if (!byEngine.has(engine)) {
    const options = { rowLength, scale, constant };
    byEngine.set(engine, engine.listPixels(inputs, options));
  }
  return byEngine.get(engine);
}

function gatherInputs(
  { inputs, scale }: ExampleRows,
  indices: Uint32Array,
  outputs: Float32Array,
  engine: Engine,
): void {
  if (inputs instanceof Uint8Array) {
    const rowLength = outputs.length / indices.length;
    engine.gatherPixels(inputs, indices, outputs, { rowLength, scale });
    return;
  }
  gather(inputs, indices, outputs);
  if (scale === 1) return;
  for (let i = 0; i < outputs.length; i++) outputs[i]! *= scale;
}
