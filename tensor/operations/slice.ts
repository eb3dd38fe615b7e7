/**
 * A range of a tensor along an axis.
 *
 * @module
 */
import { formatShape } from "../shape_error.ts";
import { Tensor } from "../tensor.ts";
import { alongAxis } from "./_axis.ts";

/** Options for {@linkcode slice}. */
export interface SliceOptions {
  /** Axis to cut, from the end if negative; default 0. */
  axis?: number;
  /** First index, from the end if negative; default 0. */
  start?: number;
  /** Index before which it ends, from the end if negative; default the size. */
  end?: number;
}

/**
 * Copies a range along an axis, with the bounds of `Array.prototype.slice`:
 * those beyond the tensor are cut to it.
 *
 * @param tensor A tensor with at least one axis.
 * @param options The axis and the range.
 * @returns A new tensor; the axis may have size 0.
 * @throws {RangeError} If there is no such axis, or a bound is not whole.
 *
 * @example
 * ```ts
 * import { slice, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals(slice(rows, { end: 1 }).toArray(), [[1, 2, 3]]);
 * assertEquals(slice(rows, { axis: 1, start: -1 }).toArray(), [[3], [6]]);
 * ```
 */
export function slice(tensor: Tensor, options: SliceOptions = {}): Tensor {
  const { data, shape } = tensor;
  const blocks = alongAxis(tensor, options.axis ?? 0, "take slice");
  const { axis, outer, length, inner } = blocks;
  const { start = 0, end = length } = options;
  if (!Number.isInteger(start) || !Number.isInteger(end)) {
    throw new RangeError(
      `Cannot take slice of ${formatShape(shape)}: expected whole numbers as ` +
        `start and end, received ${start} and ${end}` +
        (Number.isFinite(start - end) ? ": round them with Math.floor()" : ""),
    );
  }
  const within = (index: number): number =>
    Math.min(Math.max(index < 0 ? index + length : index, 0), length);
  const first = within(start);
  const count = Math.max(within(end) - first, 0);

  const outputs = new Float32Array(outer * count * inner);
  for (let block = 0; block < outer; block++) {
    const from = (block * length + first) * inner;
    outputs.set(
      data.subarray(from, from + count * inner),
      block * count * inner,
    );
  }
  return new Tensor(outputs, shape.with(axis, count));
}
