/**
 * The uniform initializer.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { assertScale, fill } from "./_fill.ts";
import type { Initializer, InitializerContext } from "./initializer.ts";

/** Options for {@linkcode Uniform}. */
export interface UniformOptions {
  /** Bound of the absolute values; default 0.05. */
  scale?: number;
}

/**
 * Uniform values within `±scale`, whatever the size of the layer.
 *
 * The default scale is that of Keras; cute-dl has 0.1.
 *
 * @example
 * ```ts
 * import { Uniform } from "@cutedl/layers/uniform";
 * import { Random } from "@cutedl/tensor";
 * import { assert } from "@std/assert";
 *
 * const kernel = new Uniform({ scale: 0.1 }).initialize([784, 10], {
 *   random: new Random(1),
 *   fanIn: 784,
 *   fanOut: 10,
 * });
 * assert(kernel.data.every((value) => Math.abs(value) < 0.1001));
 * ```
 */
export class Uniform implements Initializer {
  /** Always `uniform`. */
  readonly name = "uniform";
  /** Bound of the absolute values. */
  readonly scale: number;

  /**
   * Creates the initializer.
   *
   * @param options Bound of the absolute values.
   * @throws {RangeError} If `scale` is not positive and finite.
   */
  constructor(options: UniformOptions = {}) {
    const { scale = 0.05 } = options;
    assertScale(scale, this.name);
    this.scale = scale;
  }

  /** What it is created with. */
  get config(): UniformOptions {
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
    return fill(shape, () => context.random.uniform(-this.scale, this.scale));
  }
}
