/**
 * Categorical cross-entropy, for class numbers.
 *
 * @module
 */
import { assertShape, FreshWorkspace, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { checkClasses, rangeError } from "./_checks.ts";
import { crossentropy } from "./_crossentropy.ts";
import { checkSmoothing, encodeTargets } from "./_effective_targets.ts";
import { checkProbabilities, CLIP, clip } from "./_probabilities.ts";
import { checkWeights } from "./_row_weights.ts";
import type {
  Loss,
  LossOptions,
  LossResult,
  PredictionKind,
  TargetKind,
} from "./loss.ts";

/** Options for {@linkcode SparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions {
  /** Whether predictions are logits, not probabilities; default `true`. */
  fromLogits?: boolean;
  /**
   * Share `a` of each row that is spread evenly over the `K` classes, from 0 to
   * below 1; default 0. One-hot targets `y` become `y (1 - a) + a / K`
   * ({@link https://arxiv.org/abs/1512.00567 | Szegedy et al. 2015}, section 7),
   * as in Keras and PyTorch, in evaluation, too.
   */
  labelSmoothing?: number;
}

const ACTION = "compute sparse categorical crossentropy";

/**
 * Cross-entropy between class numbers and predictions, one class per column:
 * {@linkcode CategoricalCrossentropy} with one-hot targets, without the zeros.
 *
 * With `m` rows and `p` the probability of a row's class, the value is
 * `-(1/m) Σ ln p`. From logits the gradient is `(p - 1) / m` for that class and
 * `p / m` for the others. From probabilities it is `-1 / (m · p)` and 0, and in
 * both formulas `p` stands for `max(p, 1e-7)`, so that value and gradient are
 * finite at `p = 0`. A row with a weight adds its loss times the weight.
 *
 * @example
 * ```ts
 * import { SparseCategoricalCrossentropy } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { value } = new SparseCategoricalCrossentropy().compute(
 *   tensor([[0, Math.log(3)], [1e4, 1e4]]), // p: ¼ and ¾, ½ and ½
 *   tensor([1, 0]),
 * );
 * assertAlmostEquals(value, (Math.log(4 / 3) + Math.log(2)) / 2, 1e-6);
 * ```
 */
export class SparseCategoricalCrossentropy implements Loss {
  /** Always `"sparseCategoricalCrossentropy"`. */
  readonly name = "sparseCategoricalCrossentropy";
  /** `"logits"` or `"probabilities"`. */
  readonly predictions: PredictionKind;
  /** Always `"labels"`. */
  readonly targets: TargetKind = "labels";
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
  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    const { fromLogits = true, labelSmoothing = 0 } = options;
    checkSmoothing(labelSmoothing, "sparse categorical crossentropy");
    this.predictions = fromLogits ? "logits" : "probabilities";
    this.labelSmoothing = labelSmoothing;
  }

  /**
   * Computes the loss; neither argument is changed.
   *
   * @param predictions Logits or probabilities, `[batch, classes]`.
   * @param targets Class numbers from 0, `[batch]` or `[batch, 1]`.
   * @param options Where the gradient goes, and how much each row counts.
   * @returns Mean over the batch, in nats, and its gradient `[batch, classes]`;
   * not finite where predictions are not.
   * @throws {ShapeError} If the shapes do not fit, the batch is empty, or there is
   * a single output.
   * @throws {RangeError} If a class number is out of range or not whole, a
   * weight is negative or not finite, or a prediction that should be a
   * probability is outside 0 to 1.
   */
  compute(
    predictions: Tensor,
    targets: Tensor,
    options: LossOptions = {},
  ): LossResult {
    const size = checkClasses(predictions, ACTION);
    checkLabels(targets, size);
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
    const [p, labels, g] = [predictions.data, targets.data, gradient.data];
    const { engine } = workspace;
    const { labelSmoothing: smoothing } = this;
    let sum: number;
    if (smoothing === 0 && weights === undefined) {
      sum = fromLogits
        ? engine.sparseSoftmaxCrossentropy(p, labels, g, size)
        : sparseCrossentropy(p, labels, g, size);
    } else {
      const { data: y } = workspace.tensor(this, "targets", predictions.shape);
      encodeTargets(labels, y, size, { smoothing, weights });
      sum = fromLogits
        ? engine.softmaxCrossentropy(p, y, g, size)
        : crossentropy(p, y, g, size);
    }
    return { value: sum / size.rows, gradient };
  }
}

function checkLabels(targets: Tensor, { rows, columns }: MatrixSize): void {
  const { data, shape, rank, size } = targets;
  if (size !== rows || shape[0] !== rows || rank > 2) {
    const oneHot = rank === 2 && shape[0] === rows && shape[1] === columns;
    assertShape(targets, [rows], {
      name: "targets",
      action: ACTION,
      ...(oneHot && {
        remedy: "use CategoricalCrossentropy for class weights, or give the " +
          "class numbers argmax(targets)",
      }),
    });
  }
  for (let row = 0; row < rows; row++) {
    const label = data[row]!;
    if (!(label >= 0 && label < columns) || !Number.isInteger(label)) {
      throw rangeError(label, row, 1, {
        action: ACTION,
        expected: `whole numbers from 0 to ${columns - 1} as targets for ` +
          `${columns} classes`,
        remedy: "count classes from 0, one output of the model for each",
      });
    }
  }
}

/** From probabilities: the sum over the rows, and the gradient of the mean. */
function sparseCrossentropy(
  probabilities: Float32Array,
  labels: Float32Array,
  gradient: Float32Array,
  { rows, columns }: MatrixSize,
): number {
  let sum = 0; // float64: float32 sums drift
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const target = start + labels[row]!;
    for (let i = start; i < start + columns; i++) {
      const p = clip(probabilities[i]!, CLIP, 1);
      const y = i === target ? 1 : 0;
      sum -= y * Math.log(p); // NaN where any probability is
      gradient[i] = -y / (rows * p);
    }
  }
  return sum;
}
