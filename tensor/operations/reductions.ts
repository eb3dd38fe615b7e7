/**
 * Sum, mean, maximum and minimum, over an axis or all elements.
 *
 * @module
 */
import { type Dimension, ShapeError } from "../shape_error.ts";
import { Tensor } from "../tensor.ts";
import { alongAxis, type AxisBlocks } from "./_axis.ts";

/** Options for {@linkcode sum}, {@linkcode mean}, {@linkcode max} and {@linkcode min}. */
export interface ReductionOptions {
  /** Axis to reduce, from the end if negative; by default all of them. */
  axis?: number;
  /** Whether a reduced axis stays, with size 1; default `false`. */
  keepDimensions?: boolean;
}

/**
 * Sums over an axis, or over all elements, in float64.
 *
 * @param tensor Any tensor.
 * @param options The axis.
 * @returns The sums, a new tensor: its shape lacks the axis, and is `[]` if all
 * are reduced. The sum of nothing is 0.
 * @throws {RangeError} If the tensor has no such axis.
 *
 * @example
 * ```ts
 * import { sum, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 2], [3, 4]]);
 * assertEquals(sum(rows).toArray(), 10);
 * assertEquals(sum(rows, { axis: 0 }).toArray(), [4, 6]);
 * assertEquals(
 *   sum(rows, { axis: -1, keepDimensions: true }).toArray(),
 *   [[3], [7]],
 * );
 * ```
 */
export function sum(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  const reduction = plan("take sum", tensor, options);
  return new Tensor(
    new Float32Array(sums(tensor, reduction)),
    reduction.shape,
  );
}

/**
 * Takes the mean over an axis, or over all elements, in float64.
 *
 * @param tensor Any tensor.
 * @param options The axis.
 * @returns The means, a new tensor of the shape that {@linkcode sum} gives.
 * @throws {RangeError} If the tensor has no such axis.
 * @throws {ShapeError} If there is nothing along it.
 *
 * @example
 * ```ts
 * import { mean, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 2], [3, 4]]);
 * assertEquals(mean(rows).toArray(), 2.5);
 * assertEquals(mean(rows, { axis: 0 }).toArray(), [2, 3]);
 * ```
 */
export function mean(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  const reduction = plan("take mean", tensor, options);
  refuseEmpty("take mean", tensor, reduction);
  const means = sums(tensor, reduction);
  for (let i = 0; i < means.length; i++) means[i]! /= reduction.length;
  return new Tensor(new Float32Array(means), reduction.shape);
}

/**
 * Takes the largest element along an axis, or of all; NaN if one is NaN.
 *
 * @param tensor Any tensor.
 * @param options The axis.
 * @returns The maxima, a new tensor of the shape that {@linkcode sum} gives.
 * @throws {RangeError} If the tensor has no such axis.
 * @throws {ShapeError} If there is nothing along it.
 *
 * @example
 * ```ts
 * import { max, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 5], [3, 4]]);
 * assertEquals(max(rows).toArray(), 5);
 * assertEquals(max(rows, { axis: 0 }).toArray(), [3, 5]);
 * ```
 */
export function max(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  const reduction = plan("take maximum", tensor, options);
  refuseEmpty("take maximum", tensor, reduction);
  return extremes(tensor, reduction, 1);
}

/**
 * Takes the smallest element along an axis, or of all; NaN if one is NaN.
 *
 * @param tensor Any tensor.
 * @param options The axis.
 * @returns The minima, a new tensor of the shape that {@linkcode sum} gives.
 * @throws {RangeError} If the tensor has no such axis.
 * @throws {ShapeError} If there is nothing along it.
 *
 * @example
 * ```ts
 * import { min, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const rows = tensor([[1, 5], [3, 4]]);
 * assertEquals(min(rows).toArray(), 1);
 * assertEquals(min(rows, { axis: 1 }).toArray(), [1, 3]);
 * ```
 */
export function min(tensor: Tensor, options: ReductionOptions = {}): Tensor {
  const reduction = plan("take minimum", tensor, options);
  refuseEmpty("take minimum", tensor, reduction);
  return extremes(tensor, reduction, -1);
}

/** Blocks along the reduced axis, and the shape of the result. */
interface Reduction extends Omit<AxisBlocks, "axis"> {
  /** The axis; `undefined` for all. */
  axis: number | undefined;
  shape: number[];
}

function plan(
  action: string,
  tensor: Tensor,
  options: ReductionOptions,
): Reduction {
  const { axis, keepDimensions = false } = options;
  const blocks = axis === undefined
    ? { axis, outer: 1, length: tensor.size, inner: 1 }
    : alongAxis(tensor, axis, action);
  const reduced = (i: number): boolean =>
    blocks.axis === undefined || i === blocks.axis;
  const shape = keepDimensions
    ? tensor.shape.map((size, i) => reduced(i) ? 1 : size)
    : tensor.shape.filter((_, i) => !reduced(i));
  return { ...blocks, shape };
}

function refuseEmpty(
  action: string,
  tensor: Tensor,
  { axis, length }: Reduction,
): void {
  if (length > 0) return;
  throw new ShapeError({
    action,
    name: "tensor",
    expected: tensor.shape.map((size, i): Dimension =>
      size === 0 && (axis ?? i) === i ? "at least 1" : size
    ),
    received: tensor.shape,
  });
}

function sums(
  { data }: Tensor,
  { outer, length, inner }: Reduction,
): Float64Array {
  const totals = new Float64Array(outer * inner); // float32 sums drift
  let from = 0;
  for (let block = 0; block < outer; block++) {
    if (inner === 1) {
      let sum = 0;
      for (const end = from + length; from < end; from++) sum += data[from]!;
      totals[block] = sum;
      continue;
    }
    const start = block * inner;
    for (let i = 0; i < length; i++) {
      for (let j = start; j < start + inner; j++) totals[j]! += data[from++]!;
    }
  }
  return totals;
}

/** Maxima with sign 1, minima with sign -1. */
function extremes(
  { data }: Tensor,
  { outer, length, inner, shape }: Reduction,
  sign: 1 | -1,
): Tensor {
  const best = new Float32Array(outer * inner).fill(-Infinity);
  let from = 0;
  for (let block = 0; block < outer; block++) {
    const start = block * inner;
    for (let i = 0; i < length; i++) {
      for (let j = start; j < start + inner; j++) {
        best[j] = Math.max(best[j]!, sign * data[from++]!);
      }
    }
  }
  for (let j = 0; j < best.length; j++) best[j]! *= sign;
  return new Tensor(best, shape);
}
