/**
 * He's normal initializer.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Config } from "../config.ts";
import { fill } from "./_fill.ts";
import type { Initializer, InitializerContext } from "./initializer.ts";

/**
 * Normal values with mean 0 and standard deviation `√(2 / fanIn)`, made for
 * relu ({@link https://doi.org/10.1109/ICCV.2015.123 | He et al. 2015}).
 *
 * The distribution is the plain normal one of the paper and of PyTorch; Keras
 * cuts its tails off at two standard deviations.
 *
 * @example
 * ```ts
 * import { HeNormal } from "@cutedl/layers/he-normal";
 * import { Random } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const kernel = new HeNormal().initialize([784, 128], {
 *   random: new Random(1),
 *   fanIn: 784,
 *   fanOut: 128,
 * });
 * assertEquals(kernel.shape, [784, 128]);
 * ```
 */
export class HeNormal implements Initializer {
  /** Always `heNormal`. */
  readonly name = "heNormal";
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
    const { random, fanIn } = context;
    const deviation = Math.sqrt(2 / fanIn);
    return fill(shape, () => random.normal(0, deviation));
  }
}
