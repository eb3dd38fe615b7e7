/**
 * Where the largest element along an axis is.
 *
 * @module
 */
import { type Dimension, formatShape, ShapeError } from "../shape_error.ts";
import { Tensor } from "../tensor.ts";
import { alongAxis } from "./_axis.ts";

/** Options for {@linkcode argmax}. */
export interface ArgmaxOptions {
  /** Axis to search, from the end if negative; default -1, the last. */
  axis?: number;
}

/** From 0 on, float32 holds every whole number up to 2^24. */
const MOST_INDICES = 2 ** 24 + 1;

/**
 * Finds where the largest element along an axis is: the first of equals, and
 * the first NaN before any number, as numpy does.
 *
 * @param tensor A tensor with at least one axis.
 * @param options The axis.
 * @returns Indices along the axis, a new tensor whose shape lacks it.
 * @throws {RangeError} If the tensor has no such axis, or more elements along it
 * than float32 can number, 2²⁴ + 1.
 * @throws {ShapeError} If there is nothing along it.
 *
 * @example The class of each row
 * ```ts
 * import { argmax, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const logits = tensor([[0.1, 2, -1], [3, 0, 1]]);
 * assertEquals(argmax(logits).toArray(), [1, 0]);
 * ```
 */
export function argmax(tensor: Tensor, options: ArgmaxOptions = {}): Tensor {
  const { data, shape } = tensor;
  const blocks = alongAxis(tensor, options.axis ?? -1, "take argmax");
  const { axis, outer, length, inner } = blocks;
  if (length === 0) {
    throw new ShapeError({
      action: "take argmax",
      name: "tensor",
      expected: shape.map((size, i): Dimension =>
        i === axis ? "at least 1" : size
      ),
      received: shape,
    });
  }
  if (length > MOST_INDICES) {
    throw new RangeError(
      `Cannot take argmax of ${formatShape(shape)}: expected at most ` +
        `${MOST_INDICES} elements along axis ${axis}, which float32 can ` +
        `number, received ${length}: take it of parts cut with slice()`,
    );
  }
  const indices = new Float32Array(outer * inner);
  for (let at = 0; at < indices.length; at++) {
    const start = Math.floor(at / inner) * length * inner + at % inner;
    let best = data[start]!;
    let index = 0;
    for (let i = 1; i < length && best === best; i++) { // stops at NaN
      const value = data[start + i * inner]!;
      if (!(value <= best)) {
        best = value;
        index = i;
      }
    }
    indices[at] = index;
  }
  return new Tensor(indices, shape.toSpliced(axis, 1));
}
