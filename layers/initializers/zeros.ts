/**
 * The initializer of biases: zeros.
 *
 * @module
 */
import { type Tensor, zeros } from "@cutedl/tensor";
import type { Config } from "../config.ts";
import type { Initializer } from "./initializer.ts";

/**
 * Zeros, for biases. Units whose kernels start from zeros all learn the same.
 *
 * @example
 * ```ts
 * import { Zeros } from "@cutedl/layers/zeros";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Zeros().initialize([3]).toArray(), [0, 0, 0]);
 * ```
 */
export class Zeros implements Initializer {
  /** Always `zeros`. */
  readonly name = "zeros";
  /** No options. */
  readonly config: Config = {};

  /**
   * Makes zeros.
   *
   * @param shape Shape of the parameter.
   * @returns A tensor of that shape.
   */
  initialize(shape: readonly number[]): Tensor {
    return zeros(shape);
  }
}
