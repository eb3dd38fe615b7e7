/**
 * What a dataset is, and the batches it gives.
 *
 * @module
 */
import type { Tensor, Workspace } from "@cutedl/tensor";

/** A batch of examples. */
export interface Batch {
  /** Inputs, `[size, ...inputShape]`. */
  readonly inputs: Tensor;
  /** Targets, `[size, ...targetShape]`. */
  readonly targets: Tensor;
  /** Number of examples. */
  readonly size: number;
  /**
   * How much each example counts in losses and metrics, `[size]`; by default
   * each counts 1.
   */
  readonly weights?: Tensor;
}

/** Which batches to make of a dataset. */
export interface BatchOptions {
  /** Examples per batch; default 32. */
  batchSize?: number;
  /** Whether to shuffle the examples; default `false`. */
  shuffle?: boolean;
  /** Seed of the shuffling; default 0. */
  seed?: number;
  /** Number of the epoch, from 0: each is shuffled another way; default 0. */
  epoch?: number;
  /** Number of the first batch to give, from 0; default 0. */
  start?: number;
  /** Whether to drop a last batch smaller than `batchSize`; default `false`. */
  dropLast?: boolean;
  /**
   * Where batches go: given one that reuses its memory, a batch is overwritten
   * when the next is asked for; by default each is a new ordinary tensor.
   */
  workspace?: Workspace;
}

/** Examples for training and validation. */
export interface Dataset {
  /** Number of examples, or `undefined` if it is not known beforehand. */
  readonly size: number | undefined;
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of one target, without the batch; empty for labels. */
  readonly targetShape: readonly number[];

  /**
   * Gives the examples once, in batches.
   *
   * @param options Size, order and place of the batches.
   * @returns The batches of one epoch; each belongs to the one who asked for it.
   * @throws {RangeError} If an option is not sensible.
   */
  batches(options?: BatchOptions): AsyncIterable<Batch>;
}
