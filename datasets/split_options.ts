/**
 * How to divide a dataset, and what comes of it.
 *
 * @module
 */
/** Options for {@linkcode ArrayDataset.split} and {@linkcode StreamDataset.split}. */
export interface SplitOptions {
  /**
   * Examples to hold out: a fraction of them above 0 and below 1, rounded to
   * the nearest count, or a count of at least 1.
   */
  validation: number;
  /** Seed: the same one gives the same parts; default 0. */
  seed?: number;
}

/** Options for {@linkcode ArrayDataset.split}. */
export interface ArraySplitOptions extends SplitOptions {
  /**
   * Whether each class has the same share of both parts, up to one example;
   * default `false`. Targets are then labels or one-hot rows.
   */
  stratified?: boolean;
}

/** Two parts of a dataset: each example is in exactly one of them. */
export interface Split<Data> {
  /** Examples to train on. */
  readonly train: Data;
  /** Examples that are held out. */
  readonly validation: Data;
}
