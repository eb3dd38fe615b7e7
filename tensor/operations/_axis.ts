import { formatShape } from "../shape_error.ts";
import type { Tensor } from "../tensor.ts";

/** An axis, and the elements before, along and after it: row-major blocks. */
export interface AxisBlocks {
  /** Number of the axis, from 0. */
  axis: number;
  /** Product of the sizes before the axis. */
  outer: number;
  /** Size of the axis. */
  length: number;
  /** Product of the sizes after the axis: distance of neighbors along it. */
  inner: number;
}

/**
 * Resolves an axis that may count from the end.
 *
 * @throws {RangeError} If the tensor has no such axis.
 */
export function alongAxis(
  tensor: Tensor,
  axis: number,
  action: string,
): AxisBlocks {
  const { shape, rank } = tensor;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    const expected = rank === 0
      ? "at least one axis, received none: make one with reshape([1])"
      : `an axis from ${-rank} to ${rank - 1}, received ${axis}: ` +
        "take -1 for the last";
    throw new RangeError(
      `Cannot ${action} of ${formatShape(shape)}: expected ${expected}`,
    );
  }
  const resolved = axis < 0 ? axis + rank : axis;
  let outer = 1;
  let inner = 1;
  for (let i = 0; i < resolved; i++) outer *= shape[i]!;
  for (let i = resolved + 1; i < rank; i++) inner *= shape[i]!;
  return { axis: resolved, outer, length: shape[resolved]!, inner };
}
