/**
 * Categorical cross-entropy, for a distribution over classes.
 *
 * @module
 */
import { assertShape, FreshWorkspace, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { checkClasses, checkTargets } from "./_checks.ts";
import { checkProbabilities, CLIP, clip } from "./_probabilities.ts";
import type {
  Loss,
  LossOptions,
  LossResult,
  PredictionKind,
  TargetKind,
} from "./loss.ts";

/** Options for {@linkcode CategoricalCrossentropy}. */
export interface CategoricalCrossentropyOptions {
  /** Whether predictions are logits, not probabilities; default `true`. */
  fromLogits?: boolean;
}

const ACTION = "compute categorical crossentropy";

/**
 * Cross-entropy between class weights and predictions, one class per column.
 *
 * With `m` rows, the value is `-(1/m) Σ y ln p`. From logits, `p` is their
 * softmax, `ln p` is never taken of a rounded `p`, and the gradient is
 * `(p · Σⱼ y - y) / m`. From probabilities the gradient is `-y / (m · p)`, and
 * in both formulas `p` stands for `max(p, 1e-7)`, so that value and gradient
 * are finite at `p = 0`.
 *
 * Targets need not be one-hot: a row may hold any finite weights of at least 0.
 * A row of zeros adds nothing, and `m` still counts it.
 *
 * @example One-hot and soft targets
 * ```ts
 * import { CategoricalCrossentropy } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value, gradient } = new CategoricalCrossentropy().compute(
 *   tensor([[0, Math.log(3)], [1e4, 1e4]]), // p: ¼ and ¾, ½ and ½
 *   tensor([[0, 1], [0.5, 0.5]]),
 * );
 * assertAlmostEquals(value, (Math.log(4 / 3) + Math.log(2)) / 2, 1e-6);
 * assertAlmostEquals(gradient.data[1]!, (3 / 4 - 1) / 2, 1e-6);
 * ```
 */
export class CategoricalCrossentropy implements Loss {
  /** Always `"categoricalCrossentropy"`. */
  readonly name = "categoricalCrossentropy";
  /** `"logits"` or `"probabilities"`. */
  readonly predictions: PredictionKind;
  /** Always `"oneHot"`. */
  readonly targets: TargetKind = "oneHot";

  /**
   * Makes the loss.
   *
   * @param options What predictions are.
   */
  constructor(options: CategoricalCrossentropyOptions = {}) {
    const { fromLogits = true } = options;
    this.predictions = fromLogits ? "logits" : "probabilities";
  }

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Weights of the classes, `[batch, classes]`.
   * @param options Where the gradient goes.
   * @returns Mean over the batch, in nats, and its gradient `[batch, classes]`;
   * not finite where predictions are not.
   * @throws {ShapeError} If the shapes do not fit or the batch is empty.
   * @throws {RangeError} If a target is negative or not finite, or a prediction
   * that should be a probability is outside 0 to 1.
   */
  compute(
    predictions: Tensor,
    targets: Tensor,
    options: LossOptions = {},
  ): LossResult {
    const size = checkClasses(predictions, ACTION);
    const remedy = labelsRemedy(targets, size);
    assertShape(targets, predictions.shape, {
      name: "targets",
      action: ACTION,
      ...(remedy && { remedy }),
    });
    checkTargets(targets, size, {
      action: ACTION,
      expected: "finite targets >= 0",
      remedy: "give each class its share, such as 0 or 1",
      low: 0,
      high: Number.MAX_VALUE,
    });
    const { workspace = new FreshWorkspace() } = options;
    const fromLogits = this.predictions === "logits";
    if (!fromLogits) {
      checkProbabilities(predictions, size, {
        action: ACTION,
        ending: "softmax",
      });
    }

    const gradient = workspace.tensor(this, "gradient", predictions.shape);
    const [p, y, g] = [predictions.data, targets.data, gradient.data];
    const sum = fromLogits
      ? workspace.engine.softmaxCrossentropy(p, y, g, size)
      : crossentropy(p, y, g, size);
    return { value: sum / size.rows, gradient };
  }
}

/** From probabilities: the sum over the rows, and the gradient of the mean. */
function crossentropy(
  probabilities: Float32Array,
  targets: Float32Array,
  gradient: Float32Array,
  { rows }: MatrixSize,
): number {
  let sum = 0; // float64: float32 sums drift
  for (let i = 0; i < gradient.length; i++) {
    const p = clip(probabilities[i]!, CLIP, 1);
    const y = targets[i]!;
    sum -= y * Math.log(p);
    gradient[i] = -y / (rows * p);
  }
  return sum;
}

/** How to mend class numbers, if that is what the targets look like. */
function labelsRemedy(
  { shape, size }: Tensor,
  { rows, columns }: MatrixSize,
): string | undefined {
  if (columns === 1 || shape[0] !== rows || size !== rows) return undefined;
  const labels = shape.length === 1 ? "targets" : `targets.reshape([${rows}])`;
  return `encode class numbers with oneHot(${labels}, ${columns}), or use ` +
    "SparseCategoricalCrossentropy";
}
