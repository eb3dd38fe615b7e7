/**
 * Mean squared error, for outputs that are quantities.
 *
 * @module
 */
import { assertShape, FreshWorkspace, type Tensor } from "@cutedl/tensor";
import { checkBatch, checkTargets } from "./_checks.ts";
import { checkWeights } from "./_row_weights.ts";
import type {
  Loss,
  LossOptions,
  LossResult,
  PredictionKind,
  TargetKind,
} from "./loss.ts";

const ACTION = "compute mean squared error";

/**
 * Half the squared error: summed over the outputs, its mean over the batch.
 *
 * With `m` rows and `e = prediction - target`, the value is `(1/m) Σ e² / 2`
 * and the gradient `e / m`: the convention of cute-dl. Keras and PyTorch take
 * the mean of `e²` over the outputs, too: their value and gradient are these
 * times 2, divided by the number of outputs. A row with a weight adds its loss
 * times the weight.
 *
 * @example
 * ```ts
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const { value, gradient } = new MeanSquaredError().compute(
 *   tensor([[1, 5], [2, 0]]),
 *   tensor([[0, 2], [2, 0]]),
 * );
 * assertEquals(value, (1 ** 2 / 2 + 3 ** 2 / 2) / 2);
 * assertEquals(gradient.toArray(), [[0.5, 1.5], [0, 0]]);
 * ```
 */
export class MeanSquaredError implements Loss {
  /** Always `"meanSquaredError"`. */
  readonly name = "meanSquaredError";
  /** Always `"values"`. */
  readonly predictions: PredictionKind = "values";
  /** Always `"values"`. */
  readonly targets: TargetKind = "values";
  /** Always `true`. */
  readonly isWeighted = true;

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Model outputs, `[batch, outputs]`; any other axes count
   * as outputs.
   * @param targets Values to match, of the same shape, in the same units.
   * @param options Where the gradient goes, and how much each row counts.
   * @returns Mean over the batch, in squared target units, and its gradient, of
   * the shape of `predictions`; not finite where they are not.
   * @throws {ShapeError} If the shapes differ or the batch is empty.
   * @throws {RangeError} If a target is not finite, or a weight negative or not
   * finite.
   */
  compute(
    predictions: Tensor,
    targets: Tensor,
    options: LossOptions = {},
  ): LossResult {
    const size = checkBatch(predictions, ACTION);
    assertShape(targets, predictions.shape, {
      name: "targets",
      action: ACTION,
    });
    checkTargets(targets, size, {
      action: ACTION,
      expected: "finite targets",
      remedy: "leave samples without a value out",
      low: -Number.MAX_VALUE,
      high: Number.MAX_VALUE,
    });
    const weights = checkWeights(options.weights, size, ACTION);

    const { workspace = new FreshWorkspace() } = options;
    const gradient = workspace.tensor(this, "gradient", predictions.shape);
    const [p, y, g] = [predictions.data, targets.data, gradient.data];
    let sum = 0; // float64: float32 sums drift
    for (let i = 0; i < g.length; i++) {
      const weight = weights?.[Math.floor(i / size.columns)] ?? 1;
      const error = p[i]! - y[i]!;
      sum += weight * error * error / 2;
      g[i] = weight * error / size.rows;
    }
    return { value: sum / size.rows, gradient };
  }
}
