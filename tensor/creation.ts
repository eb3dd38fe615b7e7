import { Random } from "./random.ts";
import { ShapeError } from "./shape_error.ts";
import { type NestedNumbers, sizeOf, Tensor } from "./tensor.ts";

/** Typed arrays whose elements a tensor can hold as float32. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/**
 * Creates a tensor.
 *
 * A `Float32Array` is wrapped without a copy; everything else is converted to
 * float32.
 *
 * @param values A number, nested arrays of equal lengths, or a typed array.
 * @param shape Size of each axis; by default that of the nesting, or one axis
 * for a typed array.
 * @returns The tensor.
 * @throws {ShapeError} If the nesting is ragged or `shape` does not fit.
 * @throws {TypeError} If an element is not a number.
 *
 * @example Nested arrays, a typed array
 * ```ts
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tensor([[1, 2, 3], [4, 5, 6]]).shape, [2, 3]);
 * assertEquals(tensor(new Uint8Array(784), [1, 784]).shape, [1, 784]);
 * ```
 */
export function tensor(
  values: NestedNumbers | NumericArray,
  shape?: readonly number[],
): Tensor {
  if (values instanceof Float32Array) {
    return new Tensor(values, shape ?? [values.length]);
  }
  if (ArrayBuffer.isView(values)) {
    const data = new Float32Array(values);
    return new Tensor(data, shape ?? [data.length]);
  }
  const nesting: number[] = [];
  for (let v: NestedNumbers = values; Array.isArray(v); v = v[0]) {
    nesting.push(v.length);
    if (v.length === 0) break;
  }
  const data = new Float32Array(sizeOf(nesting));
  let filled = 0;
  const fill = (value: NestedNumbers, axis: number): void => {
    if (axis === nesting.length) {
      if (typeof value !== "number") {
        if (Array.isArray(value)) throw raggedError(nesting, axis, value);
        throw new TypeError(
          "Cannot create tensor: expected numbers, " +
            `received ${describe(value)}`,
        );
      }
      data[filled++] = value;
      return;
    }
    if (!Array.isArray(value) || value.length !== nesting[axis]) {
      throw raggedError(nesting, axis, value);
    }
    for (const element of value) fill(element, axis + 1);
  };
  fill(values, 0);
  return new Tensor(data, shape ?? nesting);
}

/**
 * Creates a tensor of zeros.
 *
 * @param shape Size of each axis.
 * @returns The tensor.
 * @throws {RangeError} If a size is not a whole number of at least 0.
 *
 * @example
 * ```ts
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(zeros([2, 2]).toArray(), [[0, 0], [0, 0]]);
 * ```
 */
export function zeros(shape: readonly number[]): Tensor {
  return new Tensor(new Float32Array(sizeOf(shape)), shape);
}

/**
 * Creates a tensor of one value.
 *
 * @param shape Size of each axis.
 * @param value Every element.
 * @returns The tensor.
 * @throws {RangeError} If a size is not a whole number of at least 0.
 *
 * @example
 * ```ts
 * import { full } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(full([3], 0.5).toArray(), [0.5, 0.5, 0.5]);
 * ```
 */
export function full(shape: readonly number[], value: number): Tensor {
  return new Tensor(new Float32Array(sizeOf(shape)).fill(value), shape);
}

/** Options for {@linkcode randomTensor}. */
export interface RandomTensorOptions {
  /** Seed: a whole number of at least 0; default 0. */
  seed?: number;
  /** Smallest value; default -1. */
  low?: number;
  /** Bound that is not reached before rounding to float32; default 1. */
  high?: number;
}

/**
 * Creates a tensor of uniformly distributed values.
 *
 * @param shape Size of each axis.
 * @param options Seed and range.
 * @returns The tensor.
 * @throws {RangeError} If a size or the seed is not a whole number of at least
 * 0, or the range is not finite or upside down.
 *
 * @example
 * ```ts
 * import { randomTensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const weights = randomTensor([784, 10], { seed: 1 });
 * assertEquals(weights, randomTensor([784, 10], { seed: 1 }));
 * ```
 */
export function randomTensor(
  shape: readonly number[],
  options: RandomTensorOptions = {},
): Tensor {
  const { seed = 0, low = -1, high = 1 } = options;
  if (!(low <= high && Number.isFinite(high - low))) { // also refuses NaN
    throw new RangeError(
      "Cannot create random tensor: expected finite low <= high, " +
        `received ${low} and ${high}`,
    );
  }
  const random = new Random(seed);
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = random.uniform(low, high);
  return new Tensor(data, shape);
}

/** Names a value that is no number, and its type where that tells more. */
function describe(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function raggedError(
  nesting: readonly number[],
  axis: number,
  value: NestedNumbers,
): ShapeError {
  return new ShapeError({
    action: "create tensor",
    name: "every row along an axis to have the same shape",
    expected: nesting.slice(axis),
    received: Array.isArray(value) ? [value.length] : [],
    remedy: "pad or cut the rows to one length",
  });
}
