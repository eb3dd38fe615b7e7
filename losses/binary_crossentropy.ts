/**
 * Binary cross-entropy, for outputs that are each yes or no.
 *
 * @module
 */
import { assertShape, FreshWorkspace, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { checkBatch, checkTargets } from "./_checks.ts";
import { checkProbabilities, CLIP, clip } from "./_probabilities.ts";
import { checkWeights } from "./_row_weights.ts";
import type {
  Loss,
  LossOptions,
  LossResult,
  PredictionKind,
  TargetKind,
} from "./loss.ts";

/** Options for {@linkcode BinaryCrossentropy}. */
export interface BinaryCrossentropyOptions {
  /** Whether predictions are logits, not probabilities; default `true`. */
  fromLogits?: boolean;
}

const ACTION = "compute binary crossentropy";

/**
 * Cross-entropy of independent yes-or-no outputs.
 *
 * With `m` rows, the value is `-(1/m) Σ [y ln p + (1 - y) ln(1 - p)]`: the sum
 * over the outputs of a row, and the mean over the batch. Keras and PyTorch
 * take the mean over the outputs, too: their value and gradient are these
 * divided by the number of outputs.
 *
 * From logits `z`, `p` is their sigmoid, a term is
 * `max(z, 0) - z · y + ln(1 + exp(-|z|))`, which no logit overflows, and the
 * gradient is `(p - y) / m`. From probabilities the gradient is
 * `(p - y) / (m · p · (1 - p))`, and in both formulas `p` stands for `p` clipped
 * to `[1e-7, 1 - 1e-7]`, so that value and gradient are finite at exactly 0 and
 * 1. A row with a weight adds its loss times the weight.
 *
 * @example
 * ```ts
 * import { BinaryCrossentropy } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = new BinaryCrossentropy().compute(
 *   tensor([[Math.log(3)], [1e4]]), // p: ¾ and 1
 *   tensor([[0], [1]]),
 * );
 * assertAlmostEquals(value, Math.log(4) / 2, 1e-6);
 * ```
 */
export class BinaryCrossentropy implements Loss {
  /** Always `"binaryCrossentropy"`. */
  readonly name = "binaryCrossentropy";
  /** `"logits"` or `"probabilities"`. */
  readonly predictions: PredictionKind;
  /** Always `"binary"`. */
  readonly targets: TargetKind = "binary";
  /** Always `true`. */
  readonly isWeighted = true;

  /**
   * Makes the loss.
   *
   * @param options What predictions are.
   */
  constructor(options: BinaryCrossentropyOptions = {}) {
    const { fromLogits = true } = options;
    this.predictions = fromLogits ? "logits" : "probabilities";
  }

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Logits or probabilities, `[batch, outputs]`; any other
   * axes count as outputs.
   * @param targets Probabilities of the same shape, mostly 0 or 1.
   * @param options Where the gradient goes, and how much each row counts.
   * @returns Mean over the batch, in nats, and its gradient, of the shape of
   * `predictions`; not finite where they are not.
   * @throws {ShapeError} If the shapes differ or the batch is empty.
   * @throws {RangeError} If a target, or a prediction that should be a
   * probability, is outside 0 to 1, or a weight is negative or not finite.
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
      expected: "targets from 0 to 1",
      remedy: "give each output its probability, such as 0 or 1",
      low: 0,
      high: 1,
    });
    const weights = checkWeights(options.weights, size, ACTION);
    const { workspace = new FreshWorkspace() } = options;
    const fromLogits = this.predictions === "logits";
    if (!fromLogits) {
      checkProbabilities(predictions, size, {
        action: ACTION,
        ending: "sigmoid",
      });
    }

    const gradient = workspace.tensor(this, "gradient", predictions.shape);
    const [p, y, g] = [predictions.data, targets.data, gradient.data];
    const sum = !fromLogits
      ? crossentropy(p, y, g, size, weights)
      : weights === undefined
      ? workspace.engine.sigmoidCrossentropy(p, y, g, size)
      : weightedCrossentropy(p, y, g, size, weights);
    return { value: sum / size.rows, gradient };
  }
}

/** From probabilities: the sum over all, and the gradient of the mean. */
function crossentropy(
  probabilities: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
  weights: Float32Array | undefined,
): number {
  let sum = 0; // float64: float32 sums drift
  for (let i = 0; i < gradient.length; i++) {
    const weight = weights?.[Math.floor(i / columns)] ?? 1;
    const p = clip(probabilities[i]!, CLIP, 1 - CLIP);
    const y = targets[i]!;
    sum -= weight * (y * Math.log(p) + (1 - y) * Math.log1p(-p));
    gradient[i] = weight * (p - y) / (rows * p * (1 - p));
  }
  return sum;
}

/** From logits, with weights: the same. */
function weightedCrossentropy(
  logits: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
  weights: Float32Array,
): number {
  let sum = 0; // float64: float32 sums drift
  for (let i = 0; i < gradient.length; i++) {
    const weight = weights[Math.floor(i / columns)]!;
    const z = logits[i]!;
    const y = targets[i]!;
    const e = Math.exp(-Math.abs(z)); // never overflows
    const p = (z < 0 ? e : 1) / (1 + e);
    sum += weight * (Math.max(z, 0) - z * y + Math.log1p(e));
    gradient[i] = weight * (p - y) / rows;
  }
  return sum;
}
