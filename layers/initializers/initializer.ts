/**
 * What an initializer is, and the names that choose one.
 *
 * @module
 */
import type { Random, Tensor } from "@cutedl/tensor";
import type { Config } from "../config.ts";

/** Names that choose an initializer with its default settings. */
export type InitializerName =
  | "glorotUniform"
  | "heNormal"
  | "uniform"
  | "normal"
  | "zeros";

/** Name of an initializer, or one of your own or with settings of your own. */
export type InitializerChoice = InitializerName | Initializer;

/** What an initializer may depend on. */
export interface InitializerContext {
  /** Source of random numbers. */
  random: Random;
  /** Number of inputs of one unit of the layer. */
  fanIn: number;
  /** Number of units that one input reaches. */
  fanOut: number;
}

/**
 * A rule for the values that a parameter starts from.
 *
 * Anything with these members is an initializer.
 *
 * @example An initializer of your own: all ones
 * ```ts
 * import { Dense, type Initializer, Sequential } from "@cutedl/layers";
 * import { full } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const ones: Initializer = {
 *   name: "ones",
 *   initialize: (shape) => full(shape, 1),
 * };
 * const model = new Sequential([
 *   new Dense(1, { inputs: 2, kernelInitializer: ones }),
 * ]);
 * assertEquals(model.parameters[0]!.value.toArray(), [[1], [1]]);
 * ```
 */
export interface Initializer {
  /** Name, such as `glorotUniform`. */
  readonly name: string;
  /** Options that make it again, for saving. */
  readonly config?: Config | undefined;

  /**
   * Makes initial values.
   *
   * @param shape Shape of the parameter.
   * @param context Randomness and the sizes of the layer.
   * @returns A tensor of that shape.
   */
  initialize(shape: readonly number[], context: InitializerContext): Tensor;
}
