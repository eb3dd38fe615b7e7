/**
 * A layer that makes one axis of all.
 *
 * @module
 */
import { sizeOf, type Tensor } from "@cutedl/tensor";
import { BaseLayer } from "./base_layer.ts";
import type { Config } from "./config.ts";
import type { LayerParts, LayerResult } from "./layer_parts.ts";

/**
 * Makes one axis of all axes of an input: `[batch, 28, 28]` becomes
 * `[batch, 784]`. The elements are shared, not copied.
 *
 * @example
 * ```ts
 * import { Flatten } from "@cutedl/layers/flatten";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Flatten();
 * layer.build([28, 28]);
 * assertEquals(layer.forward(zeros([64, 28, 28])).shape, [64, 784]);
 * ```
 */
export class Flatten extends BaseLayer<readonly number[]> {
  /** No options. */
  readonly config: Config = {};
  /** Always `true`. */
  readonly keepsActivation = true;

  /** Creates a layer that is yet to be built; it has no settings. */
  constructor() {
    super("flatten");
  }

  /** Its outputs have as many elements as an input, on one axis. */
  protected override make(inputShape: readonly number[]): LayerParts {
    return { outputShape: [sizeOf(inputShape)] };
  }

  /** Gives the inputs their other shape. */
  protected compute(inputs: Tensor): LayerResult<readonly number[]> {
    const outputs = inputs.reshape([inputs.shape[0]!, ...this.outputShape!]);
    return { outputs, saved: inputs.shape };
  }

  /** Gives the gradient the shape of the inputs. */
  protected differentiate(
    gradient: Tensor,
    inputShape: readonly number[],
  ): Tensor {
    return gradient.reshape(inputShape);
  }
}
