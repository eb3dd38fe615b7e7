/** What was measured at one step: at the end of an epoch, or by validation. */
export interface HistoryRow {
  /** Number of the epoch it belongs to, from 1. */
  readonly epoch: number;
  /** Training steps so far. */
  readonly step: number;
  /**
   * Seconds of training so far: batches, steps and `onBatchEnd`, without
   * validation and the other hooks.
   */
  readonly seconds: number;
  /** Mean training loss over the examples since the row before. */
  readonly loss: number;
  /** Training accuracy over the examples since the row before. */
  readonly accuracy?: number;
  /** Mean loss over the validation data. */
  readonly valLoss?: number;
  /** Accuracy over the validation data. */
  readonly valAccuracy?: number;
  /** Other metrics by name, those of validation as `valName`. */
  readonly [series: string]: number | undefined;
}
