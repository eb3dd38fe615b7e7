/**
 * The normal initializer.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { assertScale, fill } from "./_fill.ts";
import type { Initializer, InitializerContext } from "./initializer.ts";

/** Options for {@linkcode Normal}. */
export interface NormalOptions {
  /** Standard deviation; default 0.05. */
  scale?: number;
}

/**
 * Normal values with mean 0 and standard deviation `scale`, whatever the size
 * of the layer.
 *
 * The default scale is that of Keras; cute-dl has 0.1.
 *
 * @example
 * ```ts
 * import { Normal } from "@cutedl/layers/normal";
 * import { Random } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const kernel = new Normal({ scale: 0.1 }).initialize([784, 10], {
 *   random: new Random(1),
 *   fanIn: 784,
 *   fanOut: 10,
 * });
 * assertEquals(kernel.shape, [784, 10]);
 * ```
 */
export class Normal implements Initializer {
  /** Always `normal`. */
  readonly name = "normal";
  /** Standard deviation. */
  readonly scale: number;

  /**
   * Creates the initializer.
   *
   * @param options Standard deviation.
   * @throws {RangeError} If `scale` is not positive and finite.
   */
  constructor(options: NormalOptions = {}) {
    const { scale = 0.05 } = options;
    assertScale(scale, this.name);
    this.scale = scale;
  }

  /** What it is created with. */
  get config(): NormalOptions {
    return { scale: this.scale };
  }

  /**
   * Draws initial values.
   *
   * @param shape Shape of the parameter.
   * @param context Randomness; the sizes of the layer do not matter.
   * @returns A tensor of that shape.
   */
  initialize(shape: readonly number[], context: InitializerContext): Tensor {
    return fill(shape, () => context.random.normal(0, this.scale));
  }
}
