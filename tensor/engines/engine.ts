import type { ActivationSettings, Epilogue } from "./activation.ts";
import type { Dropouts } from "./dropout.ts";
import type { Normalizations } from "./normalization.ts";
import type {
  GatherSize,
  PixelRows,
  PixelRowsOptions,
  SparseMatrix,
} from "./pixel_rows.ts";
import type { Updates } from "./updates.ts";

/** Sizes of a matrix product: `[m, k] × [k, n]` gives `[m, n]`. */
export interface MatmulSize {
  /** Rows of the product. */
  m: number;
  /** Summed dimension. */
  k: number;
  /** Columns of the product. */
  n: number;
  /** Whether `a` is stored as `[k, m]`; default `false`. */
  transposeA?: boolean;
  /** Whether `b` is stored as `[n, k]`; default `false`. */
  transposeB?: boolean;
  /**
   * Whether zeros in `a` may be skipped, even where they meet an infinity or NaN
   * in `b`; default `false`.
   */
  skipsZeros?: boolean;
}

/** Size of a matrix in row-major order. */
export interface MatrixSize {
  /** Number of rows. */
  rows: number;
  /** Number of columns. */
  columns: number;
}

/**
 * Kernels over flat row-major arrays, behind everything that computes.
 *
 * Kernels trust their caller: lengths are checked at the public edge, not here.
 * Arrays may come from {@linkcode Engine.allocate}, which saves a copy, or from
 * anywhere else. Inputs are not changed. Unless it says so, a kernel's output
 * must not overlap its inputs.
 */
export interface Engine extends Dropouts, Normalizations, Updates {
  /** Name that chooses this engine, such as `wasm`. */
  readonly name: string;
  /** What runs behind the name, such as `wasm, relaxed SIMD`. */
  readonly description: string;
  /**
   * Bytes of engine memory in use, by arrays and by what kernels keep for
   * themselves; 0 where there is none of its own.
   */
  readonly bytesInUse: number;

  /**
   * Allocates zeros in the engine's memory, or an ordinary array, which kernels
   * copy in and out, when there is no room. Nobody frees it: the memory is used
   * again once the array is garbage and the event loop has had a turn.
   *
   * @param length Number of elements.
   * @returns The array; keep it itself, not only a view of it.
   */
  allocate(length: number): Float32Array;

  /**
   * Matrix product, with a bias and an activation where they are given.
   *
   * @param a `[m, k]`, or `[k, m]` with `transposeA`. The zeros of a sparse one
   * may be skipped, even where they meet an infinity or NaN in `b`.
   * @param b `[k, n]`, or `[n, k]` with `transposeB`.
   * @param outputs `[m, n]`, overwritten.
   * @param size The sizes.
   * @param epilogue What {@linkcode Engine.activate} would do to the outputs;
   * default nothing.
   */
  matmul(
    a: Float32Array | SparseMatrix,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
    epilogue?: Epilogue,
  ): void;

  /**
   * Adds a bias to every row, if there is one, and applies an activation to every
   * element. Results below 1.2e-38, the smallest normal float32, may be 0.
   *
   * @param inputs Elements, `[rows, columns]` where there is a bias.
   * @param outputs As many activations; may be `inputs` itself.
   * @param epilogue The bias and the activation.
   */
  activate(
    inputs: Float32Array,
    outputs: Float32Array,
    epilogue: Epilogue,
  ): void;

  /**
   * Gradient of {@linkcode Engine.activate}: multiplies the incoming gradient
   * with the activation's derivative, and sums that over the rows for the bias.
   *
   * @param saved What {@linkcode savesInputs} says: pre-activations or
   * activations.
   * @param gradient Gradient with respect to the activations.
   * @param outputs Gradient with respect to the pre-activations; may be
   * `gradient` itself.
   * @param settings The activation.
   * @param biasGradient Sums of the outputs over the rows, `[columns]`,
   * overwritten; default none.
   */
  activationGradient(
    saved: Float32Array,
    gradient: Float32Array,
    outputs: Float32Array,
    settings: ActivationSettings,
    biasGradient?: Float32Array,
  ): void;

  /**
   * Sums over the rows.
   *
   * @param inputs `[rows, columns]`.
   * @param outputs `[columns]`, overwritten.
   * @param size The sizes.
   */
  sumRows(
    inputs: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void;

  /**
   * Softmax of every row, shifted by the row's maximum.
   *
   * @param inputs Logits `[rows, columns]`.
   * @param outputs Probabilities `[rows, columns]`; may be `inputs` itself.
   * @param size The sizes.
   */
  softmax(
    inputs: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void;

  /**
   * Gradient of {@linkcode Engine.softmax}.
   *
   * @param probabilities Its outputs, `[rows, columns]`.
   * @param gradient Gradient with respect to them, `[rows, columns]`.
   * @param outputs Gradient with respect to the logits, `[rows, columns]`; may
   * be `gradient` itself.
   * @param size The sizes.
   */
  softmaxGradient(
    probabilities: Float32Array,
    gradient: Float32Array,
    outputs: Float32Array,
    size: MatrixSize,
  ): void;

  /**
   * Softmax cross-entropy of logits against a distribution per row, with its
   * gradient: `-Σ y ln p` and `(p · Σⱼ y - y) / rows`.
   *
   * @param logits `[rows, columns]`.
   * @param targets Weights of the classes, `[rows, columns]`.
   * @param gradient Gradient `[rows, columns]`, overwritten.
   * @param size The sizes.
   * @returns Sum over the rows, not yet divided.
   */
  softmaxCrossentropy(
    logits: Float32Array,
    targets: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number;

  /**
   * {@linkcode Engine.softmaxCrossentropy} against one class per row.
   *
   * @param logits `[rows, columns]`.
   * @param labels Class of each row, `[rows]`.
   * @param gradient Gradient `[rows, columns]`, overwritten.
   * @param size The sizes.
   * @returns Sum over the rows, not yet divided.
   */
  sparseSoftmaxCrossentropy(
    logits: Float32Array,
    labels: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number;

  /**
   * Sigmoid cross-entropy of logits, with its gradient: the sum of
   * `max(z, 0) - z · y + log1p(exp(-|z|))` and `(p - y) / rows`.
   *
   * @param logits `[rows, columns]`.
   * @param targets Probabilities `[rows, columns]`.
   * @param gradient Gradient `[rows, columns]`, overwritten.
   * @param size The sizes.
   * @returns Sum over all elements, not yet divided.
   */
  sigmoidCrossentropy(
    logits: Float32Array,
    targets: Float32Array,
    gradient: Float32Array,
    size: MatrixSize,
  ): number;

  /**
   * Tells whether every element of all arrays is finite.
   *
   * @param arrays Any arrays.
   * @returns `false` if an element is NaN or infinite.
   */
  allFinite(arrays: readonly Float32Array[]): boolean;

  /**
   * Gathers rows of bytes and scales them to float32.
   *
   * @param pixels All rows, `[rows, rowLength]`.
   * @param indices Which rows, in which order.
   * @param outputs `[indices, rowLength]`, overwritten.
   * @param size Length of a row, and the factor.
   */
  gatherPixels(
    pixels: Uint8Array,
    indices: Uint32Array,
    outputs: Float32Array,
    size: GatherSize,
  ): void;

  /**
   * Prepares rows of pixels for products that skip their zeros.
   *
   * @param pixels All rows, `[rows, rowLength]`.
   * @param options Length of a row, factor, and whether they are constant.
   * @returns What makes batches of them; `undefined` if the engine cannot, or
   * has no use for it.
   */
  listPixels(
    pixels: Uint8Array,
    options: PixelRowsOptions,
  ): PixelRows | undefined;
}
