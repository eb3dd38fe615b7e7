/**
 * The options of a fit.
 *
 * @module
 */
import type { Dataset } from "@cutedl/datasets";
import type { Callback } from "./callbacks/callback.ts";

/** How often to validate: every so many epochs, or every so many steps. */
export type ValidationSchedule = { epochs: number } | { steps: number };

/** Options for {@linkcode Session.fit}. */
export interface FitOptions {
  /**
   * How many epochs to train; default 1. They are counted from where the fit
   * began, also if it was interrupted since: a call that is made again goes on
   * to the same end.
   */
  epochs?: number;
  /** Examples per training step; default 32. */
  batchSize?: number;
  /**
   * How much the examples of each class count, by class number: one weight for
   * each class, or `[no, yes]` of a binary loss with a single output; by default
   * 1. Losses and metrics of training and validation are weighted alike, times
   * the weights that the data carries, so that `loss` and `valLoss` are one
   * measure. That is as with the weights of a PyTorch loss; Keras weighs training
   * alone, and takes no class weights beside others. A metric with
   * `useWeights: false` measures without.
   */
  classWeights?: readonly number[];
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
  /**
   * Whether to take up the last fit, which was interrupted: by its signal, an
   * error, or because the session was saved while it ran. It goes on to the bit
   * as if nothing had happened, if it is given the same data and options; its
   * callbacks get back what they had saved, and the row of the part that was
   * recorded goes. Default `true` in the first fit of a session that was loaded
   * while a fit of it ran, else `false`.
   */
  resume?: boolean;
}
