/**
 * Sums, differences, products and quotients of tensors, element by element.
 *
 * @module
 */
import type { Tensor } from "../tensor.ts";
import { broadcast } from "./_broadcast.ts";

/**
 * Adds, element by element.
 *
 * Shapes are aligned at their last axes; an axis of size 1, or a missing one,
 * is repeated
 * ({@link https://numpy.org/doc/stable/user/basics.broadcasting.html | numpy's broadcasting}).
 *
 * @param a First summand.
 * @param b Second summand; a number is rounded to float32 and added to every
 * element.
 * @returns The sum, a new tensor.
 * @throws {ShapeError} If the shapes do not broadcast.
 *
 * @example A bias for every row
 * ```ts
 * import { add, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 2], [3, 4]]);
 * assertEquals(add(rows, tensor([10, 20])).toArray(), [[11, 22], [13, 24]]);
 * assertEquals(add(rows, 1).toArray(), [[2, 3], [4, 5]]);
 * ```
 */
export function add(a: Tensor, b: Tensor | number): Tensor {
  const { left, right, outputs } = broadcast(a, b, "add tensors");
  const { data } = outputs;
  for (let i = 0; i < data.length; i++) data[i] = left[i]! + right[i]!;
  return outputs;
}

/**
 * Subtracts, element by element, with the broadcasting of {@linkcode add}.
 *
 * @param a What is subtracted from.
 * @param b What is subtracted; a number is rounded to float32.
 * @returns The difference, a new tensor.
 * @throws {ShapeError} If the shapes do not broadcast.
 *
 * @example
 * ```ts
 * import { mean, subtract, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 3], [4, 8]]);
 * const means = mean(rows, { axis: 1, keepDimensions: true });
 * assertEquals(subtract(rows, means).toArray(), [[-1, 1], [-2, 2]]);
 * ```
 */
export function subtract(a: Tensor, b: Tensor | number): Tensor {
  const { left, right, outputs } = broadcast(a, b, "subtract tensors");
  const { data } = outputs;
  for (let i = 0; i < data.length; i++) data[i] = left[i]! - right[i]!;
  return outputs;
}

/**
 * Multiplies, element by element, with the broadcasting of {@linkcode add}; the
 * matrix product is {@linkcode matmul}.
 *
 * @param a First factor.
 * @param b Second factor; a number is rounded to float32.
 * @returns The product, a new tensor.
 * @throws {ShapeError} If the shapes do not broadcast.
 *
 * @example
 * ```ts
 * import { multiply, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const mask = tensor([[1, 0], [0, 1]]);
 * assertEquals(multiply(mask, tensor([[5], [7]])).toArray(), [[5, 0], [0, 7]]);
 * ```
 */
export function multiply(a: Tensor, b: Tensor | number): Tensor {
  const { left, right, outputs } = broadcast(a, b, "multiply tensors");
  const { data } = outputs;
  for (let i = 0; i < data.length; i++) data[i] = left[i]! * right[i]!;
  return outputs;
}

/**
 * Divides, element by element, with the broadcasting of {@linkcode add};
 * division by zero gives an infinity or NaN, as numbers do.
 *
 * @param a What is divided.
 * @param b What it is divided by; a number is rounded to float32.
 * @returns The quotient, a new tensor.
 * @throws {ShapeError} If the shapes do not broadcast.
 *
 * @example
 * ```ts
 * import { divide, sum, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const counts = tensor([1, 2, 5]);
 * assertEquals(divide(counts, sum(counts)), tensor([0.125, 0.25, 0.625]));
 * ```
 */
export function divide(a: Tensor, b: Tensor | number): Tensor {
  const { left, right, outputs } = broadcast(a, b, "divide tensors");
  const { data } = outputs;
  for (let i = 0; i < data.length; i++) data[i] = left[i]! / right[i]!;
  return outputs;
}

/**
 * Multiplies every element with one factor.
 *
 * @param tensor Any tensor.
 * @param factor The factor, rounded to float32.
 * @returns The product, a new tensor.
 *
 * @example
 * ```ts
 * import { scale, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scale(tensor([1, -2]), 0.5).toArray(), [0.5, -1]);
 * ```
 */
export function scale(tensor: Tensor, factor: number): Tensor {
  return multiply(tensor, factor);
}
