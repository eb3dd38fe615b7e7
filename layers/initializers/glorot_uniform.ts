/**
 * Glorot's uniform initializer.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Config } from "../config.ts";
import { fill } from "./_fill.ts";
import type { Initializer, InitializerContext } from "./initializer.ts";

/**
 * Uniform values within `±√(6 / (fanIn + fanOut))`, which keeps the variance of
 * activations and gradients about the same from layer to layer
 * ({@link https://proceedings.mlr.press/v9/glorot10a.html | Glorot and Bengio 2010}).
 *
 * @example
 * ```ts
 * import { GlorotUniform } from "@cutedl/layers/glorot-uniform";
 * import { Random } from "@cutedl/tensor";
 * import { assert } from "@std/assert";
 *
 * const kernel = new GlorotUniform().initialize([4, 2], {
 *   random: new Random(1),
 *   fanIn: 4,
 *   fanOut: 2,
 * });
 * assert(kernel.data.every((value) => Math.abs(value) <= 1));
 * ```
 */
export class GlorotUniform implements Initializer {
  /** Always `glorotUniform`. */
  readonly name = "glorotUniform";
  /** No options. */
  readonly config: Config = {};

  /**
   * Draws initial values.
   *
   * @param shape Shape of the parameter.
   * @param context Randomness and the sizes of the layer.
   * @returns A tensor of that shape.
   */
  initialize(shape: readonly number[], context: InitializerContext): Tensor {
    const { random, fanIn, fanOut } = context;
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return fill(shape, () => random.uniform(-limit, limit));
  }
}
