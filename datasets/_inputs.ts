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

/** What an engine has listed of pixels, and how it read them. */
interface Listing {
  readonly engine: Engine;
  readonly rowLength: number;
  readonly scale: number;
  readonly lists: PixelRows | undefined;
}

/** By the pixels; an array may be read in several ways, by several datasets. */
const listings = new WeakMap<Uint8Array, Listing[]>();

function pixelRows(
  { inputs, scale, constant }: ExampleRows,
  rowLength: number,
  engine: Engine,
): PixelRows | undefined {
  if (!(inputs instanceof Uint8Array)) return undefined;
  let known = listings.get(inputs);
  if (known === undefined) listings.set(inputs, known = []);
  for (const listing of known) {
    if (listing.engine !== engine || listing.rowLength !== rowLength) continue;
    if (listing.scale === scale) return listing.lists;
  }
  const lists = engine.listPixels(inputs, { rowLength, scale, constant });
  known.push({ engine, rowLength, scale, lists });
  return lists;
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
