import type { Dataset } from "@cutedl/datasets";
import type { Callback } from "./callbacks/callback.ts";

/** How often to validate: every so many epochs, or every so many steps. */
export type ValidationSchedule = { epochs: number } | { steps: number };

/** Options for {@linkcode Session.fit}. */
export interface FitOptions {
  /** How many more epochs to train; default 1. */
  epochs?: number;
  /** Examples per training step; default 32. */
  batchSize?: number;
  /** Data to validate on; by default there is no validation. */
  validation?: Dataset;
  /**
   * How often to validate, counted over all fits of the session; default
   * `{ epochs: 1 }`. The end of the last epoch is validated in any case.
   */
  validateEvery?: ValidationSchedule;
  /** How many batches of `batchSize` to validate on; default all. */
  validationBatches?: number;
  /** Whether to shuffle the examples, anew for each epoch; default `true`. */
  shuffle?: boolean;
  /** What to run beside, in this order. */
  callbacks?: readonly Callback[];
  /** Ends the fit, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}
