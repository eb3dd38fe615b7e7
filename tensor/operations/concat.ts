/**
 * Joining tensors along an axis.
 *
 * @module
 */
import { zeros } from "../creation.ts";
import { type Dimension, formatShape, ShapeError } from "../shape_error.ts";
import type { Tensor } from "../tensor.ts";
import { alongAxis } from "./_axis.ts";

/** Options for {@linkcode concat}. */
export interface ConcatOptions {
  /** Axis along which they follow each other, from the end if negative; default 0. */
  axis?: number;
}

/**
 * Joins tensors along an axis.
 *
 * @param tensors At least one tensor, equal in all axes but that one.
 * @param options The axis.
 * @returns A new tensor.
 * @throws {RangeError} If there is no tensor, or no such axis.
 * @throws {ShapeError} If the shapes do not fit; it speaks of the first that
 * differs from `tensors[0]`.
 *
 * @example
 * ```ts
 * import { concat, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const left = tensor([[1, 2], [4, 5]]);
 * const right = tensor([[3], [6]]);
 * assertEquals(
 *   concat([left, right], { axis: 1 }).toArray(),
 *   [[1, 2, 3], [4, 5, 6]],
 * );
 * ```
 */
export function concat(
  tensors: readonly Tensor[],
  options: ConcatOptions = {},
): Tensor {
  const first = tensors[0];
  if (first === undefined) {
    throw new RangeError(
      "Cannot concatenate tensors: expected at least one, received none: " +
        "begin with an empty one, such as zeros([0, 10])",
    );
  }
  const blocks = alongAxis(first, options.axis ?? 0, "concatenate tensors");
  const { axis, outer, inner } = blocks;
  let length = 0;
  for (const [index, { shape }] of tensors.entries()) {
    if (
      shape.length !== first.rank ||
      shape.some((size, i) => i !== axis && size !== first.shape[i])
    ) {
      throw new ShapeError({
        action: "concatenate tensors",
        name: `tensors[${index}]`,
        expected: first.shape.map((size, i): Dimension =>
          i === axis ? "n" : size
        ),
        received: shape,
        remedy: missingAxis(`tensors[${index}]`, shape, first.shape, axis),
      });
    }
    length += shape[axis]!;
  }
  const outputs = zeros(first.shape.with(axis, length));
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (const { data, shape } of tensors) {
      const count = shape[axis]! * inner;
      outputs.data.set(data.subarray(block * count, (block + 1) * count), to);
      to += count;
    }
  }
  return outputs;
}

/** Names the reshaping that gives a tensor the axis of the others, if it fits. */
function missingAxis(
  name: string,
  shape: readonly number[],
  others: readonly number[],
  axis: number,
): string | undefined {
  const single = shape.toSpliced(axis, 0, 1);
  const fits = single.length === others.length &&
    single.every((size, i) => i === axis || size === others[i]);
  return fits
    ? `add the axis with ${name}.reshape(${formatShape(single)})`
    : undefined;
}
