/**
 * The options that normalization layers share.
 *
 * @module
 */

/** Options that normalization layers share. */
export interface NormalizationOptions {
  /**
   * What is added to variances, so that none is 0; default 1e-5, as in PyTorch
   * (Keras has 1e-3).
   */
  epsilon?: number;
  /** Whether an offset `beta` is learned for each feature; default `true`. */
  center?: boolean;
  /** Whether a factor `gamma` is learned for each feature; default `true`. */
  scale?: boolean;
}
