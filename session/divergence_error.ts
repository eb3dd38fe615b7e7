/**
 * The error about training that has diverged.
 *
 * @module
 */

/** Where a training run diverged. */
export interface DivergenceErrorDetails {
  /** The sentence to show. */
  message: string;
  /** Number of the epoch, from 1. */
  epoch: number;
  /** Number of the training step, from 1. */
  step: number;
  /** Layer, such as `0.dense`. */
  layer: string;
}

/**
 * A loss, a gradient or a weight became NaN or infinite.
 *
 * For a loss or a gradient it is thrown before any parameter changes, so the
 * session can go on, for example with a lower learning rate. The weights are
 * looked at when the steps of an epoch end: they must be set anew.
 *
 * @example
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { DivergenceError, Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const model = new Sequential([new Dense(1, { inputs: 1 })]);
 * const session = new Session(model, {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Fixed(1e30),
 * });
 * const error = assertThrows(() => {
 *   for (let i = 0; i < 9; i++) session.trainBatch(tensor([[1]]), tensor([[9]]));
 * }, DivergenceError);
 * assertEquals(error.layer, "0.dense");
 * ```
 */
export class DivergenceError extends Error {
  /** Always `"DivergenceError"`. */
  override readonly name: string = "DivergenceError";
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Number of the training step, from 1. */
  readonly step: number;
  /**
   * Layer where the first bad number arose, such as `0.dense`; `inputs` or
   * `targets` if the batch held it already; the name of the loss if all outputs
   * of the model are finite.
   */
  readonly layer: string;

  /**
   * Creates the error.
   *
   * @param details What happened, and where.
   */
  constructor(details: DivergenceErrorDetails) {
    super(details.message);
    this.epoch = details.epoch;
    this.step = details.step;
    this.layer = details.layer;
  }
}
