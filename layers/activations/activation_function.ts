/**
 * What an activation is, and the names that choose one.
 *
 * @module
 */
import type { Engine, Tensor } from "@cutedl/tensor";
import type { Config } from "../config.ts";

/** Names that choose an activation with its default settings. */
export type ActivationName =
  | "linear"
  | "relu"
  | "leakyRelu"
  | "sigmoid"
  | "tanh"
  | "gelu"
  | "softplus"
  | "softmax";

/** Name of an activation, or one of your own or with settings of your own. */
export type ActivationChoice = ActivationName | ActivationFunction;

/** What an activation fills going forward. */
export interface ActivationForwardContext {
  /**
   * Activations to fill, `[batch, units]`. This may be the very tensor of the
   * inputs: read an element before writing it.
   */
  outputs: Tensor;
  /** Engine of the layer, for those who want its kernels. */
  engine: Engine;
}

/** What an activation reads and fills going backward. */
export interface ActivationBackwardContext {
  /** Pre-activations if `savesInputs`, else activations; `[batch, units]`. */
  saved: Tensor;
  /** Gradient with respect to the pre-activations to fill, `[batch, units]`. */
  outputs: Tensor;
  /** Engine of the layer, for those who want its kernels. */
  engine: Engine;
}

/**
 * A differentiable function that shapes the outputs of a layer.
 *
 * Anything with these members is an activation. In an `Activation` layer it meets
 * tensors of other shapes than `[batch, units]`, too.
 *
 * @example An activation of your own: z²
 * ```ts
 * import { type ActivationFunction, Dense, Sequential } from "@cutedl/layers";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const square: ActivationFunction = {
 *   name: "square",
 *   savesInputs: true,
 *   forward(inputs, { outputs }) {
 *     outputs.data.set(inputs.data.map((z) => z * z));
 *   },
 *   backward(gradient, { saved, outputs }) {
 *     outputs.data.set(gradient.data.map((g, i) => 2 * saved.data[i]! * g));
 *   },
 * };
 *
 * const model = new Sequential([
 *   new Dense(1, { inputs: 1, activation: square }),
 * ]);
 * model.parameters[0]!.assign(tensor([[3]]));
 * assertEquals(model.predict(tensor([[2]])).toArray(), [[36]]);
 * ```
 */
export interface ActivationFunction {
  /** Name, such as `relu`. */
  readonly name: string;
  /**
   * Whether `backward` needs the pre-activations; else it is given the
   * activations, and no pre-activations are kept.
   */
  readonly savesInputs: boolean;
  /** Options that make it again, for saving. */
  readonly config?: Config | undefined;

  /**
   * Computes activations.
   *
   * @param inputs Pre-activations, `[batch, units]`.
   * @param context What to fill.
   */
  forward(inputs: Tensor, context: ActivationForwardContext): void;

  /**
   * Multiplies a gradient with the derivative.
   *
   * @param gradient Gradient with respect to the activations, `[batch, units]`;
   * not to be changed.
   * @param context What was saved, and what to fill.
   */
  backward(gradient: Tensor, context: ActivationBackwardContext): void;
}
