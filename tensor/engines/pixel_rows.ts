/**
 * A matrix whose nonzero elements are listed, for products that skip its zeros;
 * made by {@linkcode PixelRows.batch}.
 */
export interface SparseMatrix {
  /** The matrix itself, `[rows, columns]`. */
  readonly dense: Float32Array;
  /** Its nonzero elements, in the engine's own form. */
  readonly lists: Float32Array;
  /** Share of its elements that products by lists do not skip, from 0 to 1. */
  readonly density: number;
}

/** Options for `Engine.listPixels`. */
export interface PixelRowsOptions extends GatherSize {
  /**
   * Whether the pixels never change, so that a row is listed once and for all;
   * default `false`: they are read anew for every batch.
   */
  constant?: boolean;
}

/**
 * Rows of pixels that an engine lists the nonzero ones of, for products that
 * skip the others; made by `Engine.listPixels`.
 */
export interface PixelRows {
  /**
   * Number of elements that `batch` needs for its lists.
   *
   * @param rows Rows of the batch.
   * @returns Length of an array to `allocate`.
   */
  batchLength(rows: number): number;

  /**
   * Lists the nonzero pixels of a batch.
   *
   * @param indices Which rows, in which order.
   * @param memory Memory for the lists, of `batchLength` elements, which must
   * not change as long as the result is used.
   * @param dense Gives all elements, `[indices, rowLength]`, when asked for.
   * @returns The `a` of products without `transposeB`; or `undefined` if so many
   * pixels are not zero that it does not pay.
   */
  batch(
    indices: Uint32Array,
    memory: Float32Array,
    dense: () => Float32Array,
  ): SparseMatrix | undefined;
}

/** Size and conversion for `Engine.gatherPixels`. */
export interface GatherSize {
  /** Elements of one row. */
  rowLength: number;
  /** Factor that every element is multiplied with. */
  scale: number;
}
