/**
 * Dropout.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { DropoutSettings } from "@cutedl/tensor/engine";
import { isShare } from "./_is_share.ts";
import { BaseLayer } from "./base_layer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";

/** What a dropout layer is made from. */
export interface DropoutConfig {
  /** Probability with which an input is dropped. */
  rate: number;
}

/**
 * Drops inputs at random while training, so that no unit can rely on another
 * ({@link https://jmlr.org/papers/v15/srivastava14a.html | Srivastava et al. 2014}):
 *
 * ```text
 * y = x · m / (1 - rate)     m = 0 with probability rate, else 1
 * ```
 *
 * Scaling while training ("inverted" dropout) keeps the mean, so that evaluation
 * gives the inputs back as they are. Keras and PyTorch do the same; cute-dl's
 * `keep_prob` is `1 - rate`.
 *
 * Every training step draws another mask, from a source that `build` derives from
 * its own: the same seed gives the same masks on every engine. The state of
 * `random` is all that has to be saved for the masks to go on.
 *
 * @example
 * ```ts
 * import { Dropout } from "@cutedl/layers/dropout";
 * import { Random, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Dropout(0.5);
 * layer.build([4], { random: new Random(1) });
 * const inputs = tensor([[1, 2, 3, 4]]);
 * assertEquals(layer.forward(inputs), inputs);
 *
 * const saved = layer.random!.state;
 * const outputs = layer.forward(inputs, { training: true });
 * assertEquals(outputs.toArray(), [[0, 4, 0, 8]]);
 * layer.random!.state = saved;
 * assertEquals(layer.forward(inputs, { training: true }), outputs);
 * ```
 */
export class Dropout extends BaseLayer<DropoutSettings | undefined> {
  /** Probability with which an input is dropped. */
  readonly rate: number;
  /** Always `true`. */
  readonly keepsActivation = true;

  /**
   * Creates a layer that is yet to be built.
   *
   * @param rate Probability with which an input is dropped: at least 0, below 1.
   * @throws {RangeError} If the rate is anything else.
   */
  constructor(rate: number) {
    super("dropout");
    if (!isShare(rate)) {
      throw new RangeError(
        "Cannot create dropout layer: expected a rate >= 0 and < 1, received " +
          `${rate}: give the share of inputs to drop, such as 0.5`,
      );
    }
    this.rate = rate;
  }

  /** Makes the layer of a config, yet to be built. */
  static fromConfig({ rate }: DropoutConfig): Dropout {
    return new this(rate);
  }

  /** What {@linkcode Dropout.fromConfig} makes it from again. */
  get config(): DropoutConfig {
    return { rate: this.rate };
  }

  /** Derives the source of the masks. */
  protected override make(
    _inputShape: readonly number[],
    { random }: LayerContext,
  ): LayerParts {
    return { random: random.derive(0) };
  }

  /** Drops inputs while training; gives them back else. */
  protected compute(
    inputs: Tensor,
    pass: LayerPass,
  ): LayerResult<DropoutSettings | undefined> {
    const { rate, random } = this;
    if (!pass.training || rate === 0) {
      return { outputs: inputs, saved: undefined };
    }
    const settings: DropoutSettings = {
      rate,
      key: [random!.uint32(), random!.uint32()],
    };
    const outputs = pass.tensor("outputs", inputs.shape);
    pass.engine.dropout(inputs.data, outputs.data, settings);
    return { outputs, saved: settings };
  }

  /** Drops the gradients of what was dropped. */
  protected differentiate(
    gradient: Tensor,
    settings: DropoutSettings | undefined,
    pass: LayerPass,
  ): Tensor {
    if (settings === undefined) return gradient;
    const outputs = pass.tensor("inputGradient", gradient.shape);
    pass.engine.dropout(gradient.data, outputs.data, settings);
    return outputs;
  }
}
