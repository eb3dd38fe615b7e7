import { type SparseMatrix, SparseTensor, type Tensor } from "@cutedl/tensor";

/** The left side of a product: all elements, or lists of the nonzero ones. */
export type ProductOperand = Float32Array | SparseMatrix;

/** The lists of inputs, `[batch, inputs]`, where they have any. */
export function productOperand(inputs: Tensor): ProductOperand {
  const matrix = inputs instanceof SparseTensor ? inputs.matrix : undefined;
  return matrix ?? inputs.data;
}
