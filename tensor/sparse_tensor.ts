import type { SparseMatrix } from "./engines/pixel_rows.ts";
import { Tensor } from "./tensor.ts";

/**
 * A tensor of which an engine has listed the nonzero elements, row by row, so
 * that products skip the others. Its `data` is filled when it is first read,
 * which training on pixels never does.
 *
 * Datasets make them, for memory that is used again; layers that multiply
 * `inputs` give `inputs.matrix` to the engine.
 *
 * @example
 * ```ts
 * import { SparseTensor, Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const memory = new Tensor(new Float32Array(4), [2, 2]);
 * const sparse = new SparseTensor(memory);
 * let fills = 0;
 * sparse.renew({
 *   lists: new Float32Array(0),
 *   density: 1,
 *   get dense() {
 *     fills++;
 *     return memory.data.fill(1);
 *   },
 * });
 * assertEquals(fills, 0);
 * assertEquals(sparse.toArray(), [[1, 1], [1, 1]]);
 * assertEquals(fills, 1);
 * ```
 */
export class SparseTensor extends Tensor {
  readonly #memory: Tensor;
  #matrix: SparseMatrix | undefined;
  #isFilled = true;

  /**
   * Makes a tensor with the shape and the elements of another, until it is
   * renewed.
   *
   * @param memory A tensor to fill when `data` is read.
   */
  constructor(memory: Tensor) {
    super(memory.data, memory.shape);
    this.#memory = memory;
    // a property of its own, as in every tensor, so that comparisons see it
    Object.defineProperty(this, "data", {
      enumerable: true,
      get: (): Float32Array => {
        if (this.#isFilled || this.#matrix === undefined) return memory.data;
        this.#isFilled = true;
        return this.#matrix.dense;
      },
    });
  }

  /** Lists of the nonzero elements; `undefined` where there are none. */
  get matrix(): SparseMatrix | undefined {
    return this.#matrix;
  }

  /** Number of elements. */
  override get size(): number {
    return this.shape.reduce((size, length) => size * length, 1);
  }

  /**
   * Gives the same elements another shape, and keeps the lists where the rows,
   * the first axis, stay what they are.
   *
   * @param shape New size of each axis; one of them may be -1.
   * @returns A tensor of that shape over the same elements.
   * @throws {ShapeError} If the number of elements differs.
   * @throws {RangeError} If a size is not a whole number of at least 0, or more
   * than one is -1.
   */
  override reshape(shape: readonly number[]): Tensor {
    const reshaped = this.#memory.reshape(shape);
    const [rows] = reshaped.shape;
    if (this.#matrix === undefined || rows !== this.shape[0]) {
      return super.reshape(shape);
    }
    const sparse = new SparseTensor(reshaped);
    sparse.renew(this.#matrix);
    return sparse;
  }

  /**
   * Takes other elements of the same shape.
   *
   * @param matrix Their lists; reading its `dense` fills the memory.
   */
  renew(matrix: SparseMatrix): void {
    this.#matrix = matrix;
    this.#isFilled = false;
  }
}
