/**
 * Another order of the axes.
 *
 * @module
 */
import { formatShape } from "../shape_error.ts";
import { Tensor } from "../tensor.ts";

/**
 * Reorders the axes; a matrix has its rows and columns exchanged.
 *
 * @param tensor Any tensor.
 * @param axes For each axis of the result, the axis it comes from, from the end
 * if negative; by default all in reverse.
 * @returns A new tensor: axis `i` has the size of axis `axes[i]`.
 * @throws {RangeError} If `axes` does not name every axis once.
 *
 * @example
 * ```ts
 * import { tensor, transpose, zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals(transpose(rows).toArray(), [[1, 4], [2, 5], [3, 6]]);
 * assertEquals(transpose(zeros([8, 28, 14]), [0, 2, 1]).shape, [8, 14, 28]);
 * ```
 */
export function transpose(tensor: Tensor, axes?: readonly number[]): Tensor {
  const { data, shape, rank } = tensor;
  const order = axes === undefined
    ? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
    : axes.map((axis) => axis < 0 ? axis + rank : axis);
  if (
    order.length !== rank || shape.some((_, axis) => !order.includes(axis))
  ) {
    throw new RangeError(
      `Cannot transpose ${formatShape(shape)}: expected axes that name each ` +
        `of its ${rank} axes once, received ${formatShape(axes ?? [])}: ` +
        "leave them out to reverse all",
    );
  }
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  );
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);

  const outputs = new Float32Array(data.length);
  let to = 0;
  const copy = (axis: number, from: number): void => {
    const size = sizes[axis] ?? 1;
    const step = steps[axis] ?? 1;
    if (axis >= rank - 1) {
      for (let i = 0; i < size; i++) outputs[to++] = data[from + i * step]!;
    } else {
      for (let i = 0; i < size; i++) copy(axis + 1, from + i * step);
    }
  };
  copy(0, 0);
  return new Tensor(outputs, sizes);
}
