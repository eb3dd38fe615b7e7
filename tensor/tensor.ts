/**
 * The tensor itself: a shape, and its elements.
 *
 * @module
 */
import { formatTensor } from "./_format.ts";
import { tensorToHtml } from "./_tensor_html.ts";
import { formatShape, ShapeError } from "./shape_error.ts";

/** A number, or arrays of numbers nested as deep as the tensor has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/**
 * A shape and a flat `Float32Array` in row-major order.
 *
 * A tensor is an ordinary value: the collector frees it, and nothing that the
 * library does changes one it has given out. (The `value` and `gradient` of a
 * {@linkcode Parameter} are the exception: they are live.)
 *
 * @example Create, look, reshape
 * ```ts
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = tensor([[0, 0.5, 1], [1, 0.5, 0]]);
 * assertEquals(pixels.shape, [2, 3]);
 * assertEquals(pixels.size, 6);
 * assertEquals(pixels.reshape([3, 2]).toArray(), [[0, 0.5], [1, 1], [0.5, 0]]);
 * ```
 */
export class Tensor {
  /** Size of each axis, outermost first; empty for a scalar. */
  readonly shape: readonly number[];
  /** Elements in row-major order. */
  readonly data: Float32Array;

  /**
   * Wraps `data` without a copy; {@linkcode tensor} is the friendlier way.
   *
   * @param data Elements in row-major order.
   * @param shape Size of each axis.
   * @throws {ShapeError} If `shape` does not hold exactly `data.length`.
   * @throws {RangeError} If a size is not a whole number of at least 0.
   */
  constructor(data: Float32Array, shape: readonly number[]) {
    if (sizeOf(shape) !== data.length) {
      throw new ShapeError({
        action: "create tensor",
        name: `shape ${formatShape(shape)} to hold`,
        expected: [sizeOf(shape)],
        received: [data.length],
        remedy: "give as many elements as the shape has places",
      });
    }
    this.data = data;
    this.shape = Object.freeze([...shape]);
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /**
   * Gives the same elements another shape; `data` is shared, not copied.
   *
   * @param shape New size of each axis; one of them may be -1, which stands
   * for whatever size makes the whole fit.
   * @returns A tensor of that shape over the same `data`.
   * @throws {ShapeError} If the number of elements differs.
   * @throws {RangeError} If a size is not a whole number of at least 0, or more
   * than one is -1.
   *
   * @example
   * ```ts
   * import { zeros } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(zeros([32, 28, 28]).reshape([32, -1]).shape, [32, 784]);
   * ```
   */
  reshape(shape: readonly number[]): Tensor {
    const free = shape.indexOf(-1);
    if (free !== shape.lastIndexOf(-1)) {
      throw new RangeError(
        `Cannot reshape ${formatShape(this.shape)}: ` +
          "expected at most one size of -1, " +
          `received ${formatShape(shape)}: give all but one of them`,
      );
    }
    const wanted = free < 0 ? shape : fitted(shape, free, this.size);
    if (wanted !== undefined && sizeOf(wanted) === this.size) {
      return new Tensor(this.data, wanted);
    }
    const axis = free < 0
      ? shape.findIndex((_, axis) => fitted(shape, axis, this.size))
      : -1;
    throw new ShapeError({
      action: `reshape ${this.size} elements`,
      name: "a shape of as many elements as",
      expected: this.shape,
      received: shape,
      remedy: axis < 0
        ? undefined
        : "let one size follow from the number of elements with " +
          `reshape(${formatShape(shape.with(axis, -1))})`,
    });
  }

  /**
   * Copies shape and elements.
   *
   * @returns A tensor that shares nothing with this one.
   *
   * @example
   * ```ts
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const original = tensor([1, 2]);
   * const copy = original.clone();
   * copy.data[0] = 9;
   * assertEquals(original.toArray(), [1, 2]);
   * ```
   */
  clone(): Tensor {
    return new Tensor(new Float32Array(this.data), this.shape);
  }

  /**
   * Copies the elements into nested arrays, a number for a scalar.
   *
   * @returns Arrays nested as deep as the tensor has axes.
   *
   * @example
   * ```ts
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const row = tensor(new Uint8Array([1, 2, 3, 4]), [2, 2]);
   * assertEquals(row.toArray(), [[1, 2], [3, 4]]);
   * ```
   */
  toArray(): NestedNumbers {
    const nest = (axis: number, start: number, size: number): NestedNumbers => {
      if (axis === this.rank) return this.data[start]!;
      const length = this.shape[axis]!;
      const step = length === 0 ? 0 : size / length;
      return Array.from(
        { length },
        (_, i) => nest(axis + 1, start + i * step, step),
      );
    };
    return nest(0, 0, this.size);
  }

  /**
   * Prints shape and elements; long axes are shortened in the middle.
   *
   * @returns The text that `console.log` shows, too.
   *
   * @example
   * ```ts
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(
   *   tensor([[1, 0.5], [-2, 10]]).toString(),
   *   "Tensor [2, 2]\n[[ 1.0,  0.5],\n [-2.0, 10.0]]",
   * );
   * ```
   */
  toString(): string {
    return formatTensor(this.data, this.shape);
  }

  /**
   * Prints the tensor in Deno's `console.log`.
   *
   * @returns The text of {@linkcode Tensor.toString}.
   */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /**
   * Prints the tensor in the `console.log` of Node and Bun.
   *
   * @returns The text of {@linkcode Tensor.toString}.
   */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /**
   * Shows the tensor in a notebook.
   *
   * @returns A table as HTML, shortened in the middle, and the text of
   * {@linkcode Tensor.toString}.
   */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return {
      "text/plain": this.toString(),
      "text/html": tensorToHtml(this.data, this.shape),
    };
  }
}

/**
 * Number of elements of a shape.
 *
 * @param shape Size of each axis.
 * @returns Product of the sizes; 1 for a scalar.
 * @throws {RangeError} If a size is not a whole number of at least 0, or the
 * product is no longer exact.
 *
 * @example
 * ```ts
 * import { sizeOf } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sizeOf([64, 784]), 50_176);
 * ```
 */
export function sizeOf(shape: readonly number[]): number {
  return product(shape, shape);
}

/** Product of the sizes of a shape, or of some of them. */
function product(sizes: readonly number[], shape: readonly number[]): number {
  let size = 1;
  for (const length of sizes) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new RangeError(
        `Cannot use shape ${formatShape(shape)}: ` +
          `expected sizes that are whole numbers >= 0, received ${length}`,
      );
    }
    size *= length;
  }
  if (!Number.isSafeInteger(size)) {
    throw new RangeError(
      `Cannot use shape ${formatShape(shape)}: ` +
        `expected fewer than 2^53 elements, received about ${size}`,
    );
  }
  return size;
}

/** `shape` with the size at `axis` with which it has `size` elements. */
function fitted(
  shape: readonly number[],
  axis: number,
  size: number,
): number[] | undefined {
  const rest = product(shape.toSpliced(axis, 1), shape);
  if (rest === 0) return size === 0 ? shape.with(axis, 0) : undefined;
  return size % rest === 0 ? shape.with(axis, size / rest) : undefined;
}
