/**
 * What a loss is: a value, and its gradient.
 *
 * @module
 */
import type { Tensor, Workspace } from "@cutedl/tensor";

/** What a loss computes. */
export interface LossResult {
  /** Mean over the batch. */
  value: number;
  /** Gradient of `value` with respect to the predictions, of their shape. */
  gradient: Tensor;
}

/** How to compute a loss. */
export interface LossOptions {
  /** Where the gradient goes; by default to a new ordinary tensor. */
  workspace?: Workspace;
  /**
   * How much each row counts, `[batch]`, finite and at least 0; by default each
   * counts 1. The loss of a row is multiplied by its weight, and the mean is
   * still one over the rows of the batch, as Keras takes it: a row pulls as much
   * in any batch, and weights that are 1 on average keep the scale of the
   * gradient. PyTorch divides by the sum of the weights of the batch instead.
   */
  weights?: Tensor;
}

/**
 * What predictions mean to a loss: unbounded logits, probabilities, or plain
 * values.
 */
export type PredictionKind = "logits" | "probabilities" | "values";

/**
 * What targets mean to a loss: a distribution over classes per row, a class
 * number per row, a probability per output, or plain values.
 */
export type TargetKind = "oneHot" | "labels" | "binary" | "values";

/** A measure of how far predictions are from targets, with its gradient. */
export interface Loss {
  /** Name, such as `categoricalCrossentropy`. */
  readonly name: string;
  /** What predictions mean. */
  readonly predictions: PredictionKind;
  /** What targets mean. */
  readonly targets: TargetKind;
  /** Share of a row of targets that is spread over the classes; default 0. */
  readonly labelSmoothing?: number;
  /**
   * Whether `compute` heeds `weights`; default `false`, which has a session
   * refuse weights for this loss.
   */
  readonly isWeighted?: boolean;

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Model outputs, `[batch, outputs]`.
   * @param targets What they should be.
   * @param options Where the gradient goes, and how much each row counts.
   * @returns Mean over the batch, and its gradient.
   * @throws {ShapeError} If the shapes do not fit or the batch is empty.
   * @throws {RangeError} If a target or a weight is out of range.
   */
  compute(
    predictions: Tensor,
    targets: Tensor,
    options?: LossOptions,
  ): LossResult;
}
