/** The best value of a series, and where it was measured. */
export interface BestValue {
  /** The value. */
  readonly value: number;
  /** Training steps by then. */
  readonly step: number;
  /** Number of the epoch, from 1. */
  readonly epoch: number;
}

/** Options for {@linkcode History.best}. */
export interface BestOptions {
  /**
   * Which values are better; default `auto`: large ones where the name holds
   * "accuracy", "precision", "recall" or "f1", small ones elsewhere.
   */
  mode?: "auto" | "min" | "max";
}
