/**
 * Batch normalization.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Moments, NormalizationSize } from "@cutedl/tensor/engine";
import { AffineParameters } from "./_affine_parameters.ts";
import { assertEpsilon, featureMatrix, featuresOf } from "./_features.ts";
import { isShare } from "./_is_share.ts";
import { MovingMoments } from "./_moving_moments.ts";
import { BaseLayer } from "./base_layer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";
import type { NormalizationOptions } from "./normalization_options.ts";

/** Options for {@linkcode BatchNormalization}. */
export interface BatchNormalizationOptions extends NormalizationOptions {
  /**
   * Share that the moving mean and variance keep at each step, at least 0 and
   * below 1; default 0.9. Keras has 0.99; PyTorch counts the other share, and has
   * 0.1.
   */
  momentum?: number;
}

/** What a batch normalization layer keeps of a forward pass. */
export interface BatchNormalizationPass {
  /** What was normalized. */
  readonly inputs: Tensor;
  /** What it was normalized by. */
  readonly moments: Moments;
  /** Whether the moments are fixed, and not those of the inputs. */
  readonly isFrozen: boolean;
}

/**
 * Normalizes each feature over the batch, then scales and shifts it
 * ({@link https://arxiv.org/abs/1502.03167 | Ioffe and Szegedy 2015}):
 *
 * ```text
 * y = (x - mean) / √(variance + epsilon) · gamma + beta
 * ```
 *
 * Features are the last axis of the inputs, `[batch, ..., features]`; mean and
 * variance go over all others. Training takes those of the batch, the variance
 * without correction, and lets the moving ones follow:
 *
 * ```text
 * movingMean     = momentum · movingMean     + (1 - momentum) · mean
 * movingVariance = momentum · movingVariance + (1 - momentum) · variance · n / (n - 1)
 * ```
 *
 * with `n` elements per feature: the variance is corrected, as in the paper and
 * PyTorch, and not in Keras. Evaluation takes the moving ones, which start from 0
 * and 1. A batch with a single element per feature, or with values that are not
 * finite, leaves them as they are.
 *
 * Where gamma and beta are frozen, so is the layer, as in Keras: training, too,
 * takes the moving mean and variance, and leaves them as they are.
 *
 * Gamma starts from ones, beta from zeros; both are `parameters`, `[features]`.
 * The moving mean and variance are `buffers`. The layer before needs no bias: it
 * would be subtracted with the mean.
 *
 * @example
 * ```ts
 * import { BatchNormalization } from "@cutedl/layers/batch-normalization";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const layer = new BatchNormalization();
 * layer.build([1]);
 * const inputs = tensor([[4], [6]]);
 * const [low, high] = layer.forward(inputs, { training: true }).data;
 * assertAlmostEquals(low!, -1, 1e-5);
 * assertAlmostEquals(high!, 1, 1e-5);
 *
 * const [mean, variance] = layer.buffers.map(({ value }) => value.data[0]!);
 * assertAlmostEquals(mean!, 0.9 * 0 + 0.1 * 5, 1e-6);
 * assertAlmostEquals(variance!, 0.9 * 1 + 0.1 * 2, 1e-6);
 * assertEquals(layer.parameters.map(({ name }) => name), ["gamma", "beta"]);
 * ```
 */
export class BatchNormalization extends BaseLayer<BatchNormalizationPass> {
  /** Share that the moving mean and variance keep at each step. */
  readonly momentum: number;
  /** What is added to variances. */
  readonly epsilon: number;
  /** Whether an offset is learned. */
  readonly center: boolean;
  /** Whether a factor is learned. */
  readonly scale: boolean;
  #affine: AffineParameters | undefined; // once built
  #moving: MovingMoments | undefined;

  /**
   * Creates a layer that is yet to be built.
   *
   * @param options Momentum, epsilon, and what is learned.
   * @throws {RangeError} If momentum is not at least 0 and below 1, or epsilon is
   * not a number above 0 that float32 holds.
   */
  constructor(options: BatchNormalizationOptions = {}) {
    super("batchNormalization");
    const { momentum = 0.9, epsilon = 1e-5, center = true, scale = true } =
      options;
    const title = "batch normalization layer";
    if (!isShare(momentum)) {
      throw new RangeError(
        `Cannot create ${title}: expected momentum >= 0 and < 1, received ` +
          `${momentum}: leave it out for 0.9`,
      );
    }
    assertEpsilon(epsilon, title);
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
  }

  /** What its constructor makes it from again. */
  get config(): BatchNormalizationOptions {
    const { momentum, epsilon, center, scale } = this;
    return { momentum, epsilon, center, scale };
  }

  /** Makes gamma and beta, and the moving mean and variance. */
  protected override make(
    inputShape: readonly number[],
    context: LayerContext,
  ): LayerParts {
    const { center, scale } = this;
    const features = featuresOf(inputShape, context.action);
    this.#affine = new AffineParameters({ features, center, scale, context });
    this.#moving = new MovingMoments(features, context);
    return {
      parameters: this.#affine.parameters,
      buffers: this.#moving.buffers,
    };
  }

  /** Normalizes by the moments of the batch, or by the moving ones. */
  protected compute(
    inputs: Tensor,
    pass: LayerPass,
  ): LayerResult<BatchNormalizationPass> {
    const { engine } = pass;
    const [affine, moving] = [this.#affine!, this.#moving!];
    const size = this.#sizeOf(inputs);
    const { isFrozen } = affine;
    let moments = moving.values;
    if (pass.training && !isFrozen && size.rows > 0) {
      moments = {
        mean: pass.tensor("mean", [size.columns]).data,
        variance: pass.tensor("variance", [size.columns]).data,
      };
      engine.moments(inputs.data, moments, size);
      moving.follow(moments, { ...size, momentum: this.momentum, engine });
    }
    const outputs = pass.tensor("outputs", inputs.shape);
    engine.normalize(
      inputs.data,
      moments,
      affine.values(pass),
      outputs.data,
      size,
    );
    return { outputs, saved: { inputs, moments, isFrozen } };
  }

  /** Goes back through the moments, too, unless the layer is frozen. */
  protected differentiate(
    gradient: Tensor,
    { inputs, moments, isFrozen }: BatchNormalizationPass,
    pass: LayerPass,
  ): Tensor | undefined {
    const { engine } = pass;
    const affine = this.#affine!;
    const { gamma } = affine.values(pass);
    const size = this.#sizeOf(inputs);
    const outputs = pass.inputGradient
      ? pass.tensor("inputGradient", inputs.shape)
      : undefined;
    if (!isFrozen) {
      engine.normalizeGradient(
        { inputs: inputs.data, moments, gamma },
        gradient.data,
        { ...affine.gradients(pass), inputs: outputs?.data },
        size,
      );
    } else if (outputs !== undefined) { // g · gamma / √(variance + epsilon)
      const zeros = pass.tensor("zeros", [size.columns]).data.fill(0);
      engine.normalize(
        gradient.data,
        { mean: zeros, variance: moments.variance },
        { gamma, beta: zeros },
        outputs.data,
        size,
      );
    }
    return outputs;
  }

  #sizeOf(inputs: Tensor): NormalizationSize {
    const { epsilon } = this;
    return { ...featureMatrix(inputs), groups: "columns", epsilon };
  }
}
