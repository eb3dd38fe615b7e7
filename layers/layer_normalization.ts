/**
 * Layer normalization.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Moments, NormalizationSize } from "@cutedl/tensor/engine";
import { AffineParameters } from "./_affine_parameters.ts";
import { assertEpsilon, featureMatrix, featuresOf } from "./_features.ts";
import { BaseLayer } from "./base_layer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";
import type { NormalizationOptions } from "./normalization_options.ts";

/** What a layer normalization layer keeps of a forward pass. */
export interface LayerNormalizationPass {
  /** What was normalized. */
  readonly inputs: Tensor;
  /** What it was normalized by. */
  readonly moments: Moments;
}

/**
 * Normalizes the features of each example for themselves, then scales and shifts
 * each feature ({@link https://arxiv.org/abs/1607.06450 | Ba et al. 2016}):
 *
 * ```text
 * y = (x - mean) / √(variance + epsilon) · gamma + beta
 * ```
 *
 * with mean and variance (without correction) over the last axis of the inputs,
 * `[batch, ..., features]`. Training and evaluation do the same. Gamma starts
 * from ones, beta from zeros, both `[features]`.
 *
 * @example
 * ```ts
 * import { LayerNormalization } from "@cutedl/layers/layer-normalization";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new LayerNormalization();
 * layer.build([2]);
 * const outputs = layer.forward(tensor([[4, 6], [-20, 20]]));
 * [-1, 1, -1, 1].forEach((y, i) =>
 *   assertAlmostEquals(outputs.data[i]!, y, 1e-5)
 * );
 * ```
 */
export class LayerNormalization extends BaseLayer<LayerNormalizationPass> {
  /** What is added to variances. */
  readonly epsilon: number;
  /** Whether an offset is learned. */
  readonly center: boolean;
  /** Whether a factor is learned. */
  readonly scale: boolean;
  #affine: AffineParameters | undefined; // once built

  /**
   * Creates a layer that is yet to be built.
   *
   * @param options Epsilon, and what is learned.
   * @throws {RangeError} If epsilon is not a number above 0 that float32 holds.
   */
  constructor(options: NormalizationOptions = {}) {
    super("layerNormalization");
    const { epsilon = 1e-5, center = true, scale = true } = options;
    assertEpsilon(epsilon, "layer normalization layer");
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
  }

  /** What its constructor makes it from again. */
  get config(): NormalizationOptions {
    const { epsilon, center, scale } = this;
    return { epsilon, center, scale };
  }

  /** Makes gamma and beta. */
  protected override make(
    inputShape: readonly number[],
    context: LayerContext,
  ): LayerParts {
    const { center, scale } = this;
    const features = featuresOf(inputShape, context.action);
    this.#affine = new AffineParameters({ features, center, scale, context });
    return { parameters: this.#affine.parameters };
  }

  /** Normalizes by the moments of each row of features. */
  protected compute(
    inputs: Tensor,
    pass: LayerPass,
  ): LayerResult<LayerNormalizationPass> {
    const { engine } = pass;
    const size = this.#sizeOf(inputs);
    const moments = {
      mean: pass.tensor("mean", [size.rows]).data,
      variance: pass.tensor("variance", [size.rows]).data,
    };
    const outputs = pass.tensor("outputs", inputs.shape);
    const affine = this.#affine!.values(pass);
    engine.moments(inputs.data, moments, size);
    engine.normalize(inputs.data, moments, affine, outputs.data, size);
    return { outputs, saved: { inputs, moments } };
  }

  /** Goes back through the moments, too. */
  protected differentiate(
    gradient: Tensor,
    { inputs, moments }: LayerNormalizationPass,
    pass: LayerPass,
  ): Tensor | undefined {
    const affine = this.#affine!;
    const outputs = pass.inputGradient
      ? pass.tensor("inputGradient", inputs.shape)
      : undefined;
    pass.engine.normalizeGradient(
      { inputs: inputs.data, moments, gamma: affine.values(pass).gamma },
      gradient.data,
      { ...affine.gradients(pass), inputs: outputs?.data },
      this.#sizeOf(inputs),
    );
    return outputs;
  }

  #sizeOf(inputs: Tensor): NormalizationSize {
    const { epsilon } = this;
    return { ...featureMatrix(inputs), groups: "rows", epsilon };
  }
}
