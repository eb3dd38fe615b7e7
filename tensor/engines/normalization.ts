import type { MatrixSize } from "./engine.ts";

/** Mean and variance of each group of elements that are normalized together. */
export interface Moments {
  /** Means, `[groups]`. */
  mean: Float32Array;
  /** Variances, `[groups]`: means of the squared deviations, without correction. */
  variance: Float32Array;
}

/** Which elements are normalized together: those of a row, or of a column. */
export interface GroupedSize extends MatrixSize {
  /** `"rows"` makes a group of each row, `"columns"` of each column. */
  groups: "rows" | "columns";
}

/** Sizes and the one setting of a normalization. */
export interface NormalizationSize extends GroupedSize {
  /** What is added to variances; at least the smallest normal float32. */
  epsilon: number;
}

/** Scale and offset that follow a normalization. */
export interface Affine {
  /** Factor of each column, `[columns]`. */
  gamma: Float32Array;
  /** Offset of each column, `[columns]`. */
  beta: Float32Array;
}

/** What {@linkcode Normalizations.normalizeGradient} reads. */
export interface NormalizationPass {
  /** Inputs of `normalize`, `[rows, columns]`. */
  inputs: Float32Array;
  /** Moments of these inputs. */
  moments: Moments;
  /** Factor of each column, `[columns]`. */
  gamma: Float32Array;
}

/** What {@linkcode Normalizations.normalizeGradient} fills. */
export interface NormalizationGradients extends Affine {
  /** Gradient for the inputs, `[rows, columns]`, where wanted. */
  inputs?: Float32Array | undefined;
}

/** Kernels that normalize the rows or the columns of a matrix. */
export interface Normalizations {
  /**
   * Mean and variance of each group, summed in float64, the variance from the
   * deviations.
   *
   * @param inputs `[rows, columns]`, with at least one element in a group.
   * @param outputs Moments, overwritten.
   * @param size The sizes, and what is a group.
   */
  moments(inputs: Float32Array, outputs: Moments, size: GroupedSize): void;

  /**
   * Normalizes each group, then scales and shifts each column:
   * `(x - mean) / √(variance + epsilon) · gamma + beta`.
   *
   * @param inputs `[rows, columns]`.
   * @param moments Mean and variance of each group, of these inputs or others.
   * @param affine Scale and offset of each column.
   * @param outputs `[rows, columns]`; may be `inputs` itself.
   * @param size The sizes, what is a group, and epsilon.
   */
  normalize(
    inputs: Float32Array,
    moments: Moments,
    affine: Affine,
    outputs: Float32Array,
    size: NormalizationSize,
  ): void;

  /**
   * Gradient of {@linkcode Normalizations.normalize} where the moments are those
   * of the inputs, and so depend on them. With the normalized inputs
   * `n = (x - mean) / √(variance + epsilon)`, that of beta is `Σ g` and that of
   * gamma `Σ g · n` over each column; that of the inputs is
   * `(h - mean(h) - n · mean(h · n)) / √(variance + epsilon)` with
   * `h = g · gamma` and means over each group.
   *
   * @param pass Inputs, their moments, gamma.
   * @param gradient Gradient with respect to the outputs, `[rows, columns]`.
   * @param outputs Gradients, overwritten.
   * @param size The sizes, what is a group, and epsilon.
   */
  normalizeGradient(
    pass: NormalizationPass,
    gradient: Float32Array,
    outputs: NormalizationGradients,
    size: NormalizationSize,
  ): void;
}
