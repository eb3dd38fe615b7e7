/**
 * Tensors from numbers, from one value, and from random numbers.
 *
 * @module
 */
import { allocate } from "./_allocate.ts";
import { Random } from "./random.ts";
import { formatShape, ShapeError } from "./shape_error.ts";
import { sizeOf, Tensor } from "./tensor.ts";

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

/** A number, a typed array, or arrays of such, nested as deep as there are axes. */
export type TensorValues = number | NumericArray | readonly TensorValues[];

/**
 * Creates a tensor.
 *
 * A `Float32Array` is wrapped without a copy; everything else is converted to
 * float32.
 *
 * @param values A number, a typed array, or nested arrays of equal lengths,
 * whose rows may be typed arrays.
 * @param shape Size of each axis; by default that of the nesting, or one axis
 * for a typed array.
 * @returns The tensor.
 * @throws {ShapeError} If the nesting is ragged or `shape` does not fit.
 * @throws {TypeError} If an element is not a number.
 * @throws {RangeError} If there is not enough memory.
 *
 * @example Nested arrays, a typed array
 * ```ts
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tensor([[1, 2, 3], [4, 5, 6]]).shape, [2, 3]);
 * assertEquals(tensor([Uint8Array.of(1, 2), Uint8Array.of(3, 4)]).shape, [2, 2]);
 * assertEquals(tensor(new Uint8Array(784), [1, 784]).shape, [1, 784]);
 * ```
 */
export function tensor(
  values: TensorValues,
  shape?: readonly number[],
): Tensor {
  if (values instanceof Float32Array) {
    return new Tensor(values, shape ?? [values.length]);
  }
  const nesting: number[] = [];
  for (let v: TensorValues | undefined = values; isRow(v); v = v[0]) {
    nesting.push(v.length);
    if (v.length === 0) break;
  }
  const { data } = zeros(nesting);
  let filled = 0;
  const fill = (value: TensorValues, axis: number): void => {
    if (typeof value === "number") {
      if (axis < nesting.length) throw raggedError(nesting, axis, []);
      data[filled++] = value;
    } else if (!isRow(value)) {
      throw elementError(value);
    } else if (value.length !== nesting[axis]) {
      throw raggedError(nesting, axis, [value.length]);
    } else if (ArrayBuffer.isView(value) && axis === nesting.length - 1) {
      data.set(value, filled);
      filled += value.length;
    } else {
      for (const element of value) fill(element, axis + 1);
    }
  };
  fill(values, 0);
  return new Tensor(data, shape ?? nesting);
}

/** Tells arrays of numbers, typed or not, from a number and anything else. */
function isRow(
  value: TensorValues | undefined,
): value is NumericArray | readonly TensorValues[] {
  return Array.isArray(value) ||
    ArrayBuffer.isView(value) && !(value instanceof DataView) &&
      !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

/**
 * Creates a tensor of zeros.
 *
 * @param shape Size of each axis.
 * @returns The tensor.
 * @throws {RangeError} If a size is not a whole number of at least 0, or there
 * is not enough memory.
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
  const action = `create tensor ${formatShape(shape)}`;
  return new Tensor(allocate(Float32Array, sizeOf(shape), action), shape);
}

/**
 * Creates a tensor of one value.
 *
 * @param shape Size of each axis.
 * @param value Every element.
 * @returns The tensor.
 * @throws {RangeError} If a size is not a whole number of at least 0, or there
 * is not enough memory.
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
  const filled = zeros(shape);
  filled.data.fill(value);
  return filled;
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
 * 0, the range is not finite or upside down, or there is not enough memory.
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
        `received ${low} and ${high}` +
        (high < low ? ": exchange them" : ""),
    );
  }
  const random = new Random(seed);
  const drawn = zeros(shape);
  const { data } = drawn;
  for (let i = 0; i < data.length; i++) data[i] = random.uniform(low, high);
  return drawn;
}

function elementError(value: unknown): TypeError {
  return new TypeError(
    "Cannot create tensor: expected numbers, " +
      `received ${describe(value)}${elementRemedy(value)}`,
  );
}

/** A value that is no number, or the class of an object. */
function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  return value.constructor?.name ?? "an object";
}

function elementRemedy(value: unknown): string {
  if (value instanceof Tensor) return ": take its toArray()";
  if (value instanceof DataView || value instanceof ArrayBuffer) {
    return ": view its bytes as a typed array, such as a Uint8Array";
  }
  // the views that are left are BigInt64Array and BigUint64Array
  if (typeof value === "bigint" || ArrayBuffer.isView(value)) {
    return ": convert with Number";
  }
  return "";
}

function raggedError(
  nesting: readonly number[],
  axis: number,
  received: readonly number[],
): ShapeError {
  return new ShapeError({
    action: "create tensor",
    name: "every row along an axis to have the same shape",
    expected: nesting.slice(axis),
    received,
    remedy: "pad or cut the rows to one length",
  });
}
