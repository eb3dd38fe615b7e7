/**
 * The rectified linear unit that leaks.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/** Options for {@linkcode LeakyRelu}. */
export interface LeakyReluOptions {
  /** Slope below 0; default 0.01. */
  negativeSlope?: number;
}

/**
 * Rectified linear unit that leaks: `z` where `z > 0`, else
 * `negativeSlope · z`, with derivative `negativeSlope` at 0
 * ({@link https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf | Maas et al. 2013}).
 *
 * The default slope is that of the paper and PyTorch; the layer of Keras has
 * 0.3.
 *
 * @example
 * ```ts
 * import { Dense } from "@cutedl/layers";
 * import { LeakyRelu } from "@cutedl/layers/leaky-relu";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Dense(10, {
 *   activation: new LeakyRelu({ negativeSlope: 0.3 }),
 * });
 * assertEquals(layer.outputActivation, "leakyRelu");
 * ```
 */
export class LeakyRelu extends EngineActivation {
  /** Slope below 0. */
  readonly negativeSlope: number;

  /**
   * Creates the activation.
   *
   * @param options Slope below 0.
   * @throws {RangeError} If `negativeSlope` is negative or not finite.
   */
  constructor(options: LeakyReluOptions = {}) {
    const { negativeSlope = 0.01 } = options;
    if (!Number.isFinite(negativeSlope) || negativeSlope < 0) {
      throw new RangeError(
        "Cannot create leaky relu: expected a finite negativeSlope >= 0, " +
          `received ${negativeSlope}: leave it out for 0.01`,
      );
    }
    super({ activation: "leakyRelu", negativeSlope });
    this.negativeSlope = negativeSlope;
  }
}
