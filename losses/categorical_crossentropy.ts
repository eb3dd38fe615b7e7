/**
 * Categorical cross-entropy, for a distribution over classes.
 *
 * @module
 */
import {
  assertShape,
  FreshWorkspace,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { checkClasses, checkTargets } from "./_checks.ts";
import { crossentropy } from "./_crossentropy.ts";
import { changeTargets, checkSmoothing } from "./_effective_targets.ts";
import { checkProbabilities } from "./_probabilities.ts";
import { checkWeights } from "./_row_weights.ts";
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
  /**
   * Share `a` of each row of targets that is spread evenly over the `K` classes,
   * from 0 to below 1; default 0. Targets `y` become `y (1 - a) + a / K`
   * ({@link https://arxiv.org/abs/1512.00567 | Szegedy et al. 2015}, section 7),
   * as in Keras and PyTorch, in evaluation, too.
   */
  labelSmoothing?: number;
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
 * A row of zeros adds nothing, unless it is smoothed, and `m` still counts it.
 * A row with a weight adds its loss times the weight.
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
 *
 * @example Smoothed labels, and rows that count differently
 * ```ts
 * import { CategoricalCrossentropy } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new CategoricalCrossentropy({ labelSmoothing: 0.2 });
 * const { value } = loss.compute(
 *   tensor([[0, Math.log(3)], [0, 0]]), // p: ¼ and ¾, ½ and ½
 *   tensor([[0, 1], [1, 0]]), // which become 0.1 and 0.9, 0.9 and 0.1
 *   { weights: tensor([1, 3]) },
 * );
 * const [first, second] = [
 *   -0.1 * Math.log(1 / 4) - 0.9 * Math.log(3 / 4),
 *   Math.log(2),
 * ];
 * assertAlmostEquals(value, (1 * first + 3 * second) / 2, 1e-6);
 * ```
 */
export class CategoricalCrossentropy implements Loss {
  /** Always `"categoricalCrossentropy"`. */
  readonly name = "categoricalCrossentropy";
  /** `"logits"` or `"probabilities"`. */
  readonly predictions: PredictionKind;
  /** Always `"oneHot"`. */
  readonly targets: TargetKind = "oneHot";
  /** Share of each row of targets that is spread over the classes. */
  readonly labelSmoothing: number;
  /** Always `true`. */
  readonly isWeighted = true;

  /**
   * Makes the loss.
   *
   * @param options What predictions are, and whether labels are smoothed.
   * @throws {RangeError} If `labelSmoothing` is not from 0 to below 1.
   */
  constructor(options: CategoricalCrossentropyOptions = {}) {
    const { fromLogits = true, labelSmoothing = 0 } = options;
    checkSmoothing(labelSmoothing, "categorical crossentropy");
    this.predictions = fromLogits ? "logits" : "probabilities";
    this.labelSmoothing = labelSmoothing;
  }

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Weights of the classes, `[batch, classes]`.
   * @param options Where the gradient goes, and how much each row counts.
   * @returns Mean over the batch, in nats, and its gradient `[batch, classes]`;
   * not finite where predictions are not.
   * @throws {ShapeError} If the shapes do not fit, the batch is empty, or there is
   * a single output.
   * @throws {RangeError} If a target or a weight is negative or not finite, or a
   * prediction that should be a probability is outside 0 to 1.
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
    const weights = checkWeights(options.weights, size, ACTION);
    const { workspace = new FreshWorkspace() } = options;
    const fromLogits = this.predictions === "logits";
    if (!fromLogits) {
      checkProbabilities(predictions, size, {
        action: ACTION,
        ending: "softmax",
      });
    }

    const gradient = workspace.tensor(this, "gradient", predictions.shape);
    const [p, g] = [predictions.data, gradient.data];
    const y = this.#change(targets, size, weights, workspace);
    const sum = fromLogits
      ? workspace.engine.softmaxCrossentropy(p, y, g, size)
      : crossentropy(p, y, g, size);
    return { value: sum / size.rows, gradient };
  }

  /** The targets, smoothed and weighted if they are to be. */
  #change(
    targets: Tensor,
    size: MatrixSize,
    weights: Float32Array | undefined,
    workspace: Workspace,
  ): Float32Array {
    const { labelSmoothing: smoothing } = this;
    if (smoothing === 0 && weights === undefined) return targets.data;
    const { data } = workspace.tensor(this, "targets", targets.shape);
    changeTargets(targets.data, data, size, { smoothing, weights });
    return data;
  }
}

/** How to mend class numbers, if that is what the targets look like. */
function labelsRemedy(
  { shape, size }: Tensor,
  { rows, columns }: MatrixSize,
): string | undefined {
  if (shape[0] !== rows || size !== rows) return undefined;
  const labels = shape.length === 1 ? "targets" : `targets.reshape([${rows}])`;
  return `encode class numbers with oneHot(${labels}, ${columns}), or use ` +
    "SparseCategoricalCrossentropy";
}
