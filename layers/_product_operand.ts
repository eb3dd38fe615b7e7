import { type SparseMatrix, SparseTensor, type Tensor } from "@cutedl/tensor";
import type { LayerPass } from "./layer_pass.ts";

/** The left side of a product: all elements, or lists of the nonzero ones. */
export type ProductOperand = Float32Array | SparseMatrix;

/**
 * Lists the nonzero inputs, `[batch, inputs]`, if so few that it pays for a
 * product with `units` columns.
 */
export function productOperand(
  inputs: Tensor,
  units: number,
  pass: LayerPass,
): ProductOperand {
  if (inputs instanceof SparseTensor && inputs.matrix) return inputs.matrix;
  const { data, shape } = inputs;
  const { engine } = pass;
  const [rows, columns] = shape as [number, number];
  if (!engine.isSparse(data, { m: rows, k: columns, n: units })) return data;
  const matrix = { rows, columns };
  const lists = pass.tensor("nonzeros", [engine.listsLength(matrix)]);
  return engine.compress(data, lists.data, matrix) ?? data;
}
