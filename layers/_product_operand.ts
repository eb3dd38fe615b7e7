import {
  type SparseMatrix,
  SparseTensor,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";

/** The left side of a product: all elements, or lists of the nonzero ones. */
export type ProductOperand = Float32Array | SparseMatrix;

/** Product that inputs are for, and memory to list their nonzero elements in. */
interface OperandContext {
  workspace: Workspace;
  owner: object;
  /** What the lists are to the owner. */
  name: string;
  /** Columns of the product. */
  units: number;
}

/** Lists the nonzero inputs, `[batch, inputs]`, if so few that it pays. */
export function productOperand(
  inputs: Tensor,
  { workspace, owner, name, units }: OperandContext,
): ProductOperand {
  if (inputs instanceof SparseTensor && inputs.matrix) return inputs.matrix;
  const { data, shape } = inputs;
  const { engine } = workspace;
  const [rows, columns] = shape as [number, number];
  if (!engine.isSparse(data, { m: rows, k: columns, n: units })) return data;
  const matrix = { rows, columns };
  const lists = workspace.tensor(owner, name, [engine.listsLength(matrix)]);
  return engine.compress(data, lists.data, matrix) ?? data;
}
