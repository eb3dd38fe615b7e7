/**
 * What a layer, an activation or an initializer is made from, as plain values.
 *
 * @module
 */

/**
 * The options that make an object of its class again: plain values, arrays and
 * objects of them, and objects that have a config themselves, such as an
 * activation.
 *
 * Layers, activations and initializers that have one can be saved. To load such
 * an object, its class is given the config: by a static `fromConfig(config)` if
 * it has one, else by `new`.
 *
 * @example An activation of your own, saved and loaded
 * ```ts
 * import {
 *   type ActivationBackwardContext,
 *   type ActivationForwardContext,
 *   type ActivationFunction,
 *   type Config,
 *   Dense,
 *   modelFromBytes,
 *   modelToBytes,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { tensor, type Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Power implements ActivationFunction {
 *   readonly name = "power";
 *   readonly savesInputs = true;
 *   readonly exponent: number;
 *   constructor({ exponent }: { exponent: number }) {
 *     this.exponent = exponent;
 *   }
 *   get config(): Config {
 *     return { exponent: this.exponent };
 *   }
 *   forward(inputs: Tensor, { outputs }: ActivationForwardContext) {
 *     outputs.data.set(inputs.data.map((z) => z ** this.exponent));
 *   }
 *   backward(gradient: Tensor, context: ActivationBackwardContext) {
 *     const { saved, outputs } = context;
 *     outputs.data.set(gradient.data.map((g, i) =>
 *       g * this.exponent * saved.data[i]! ** (this.exponent - 1)
 *     ));
 *   }
 * }
 *
 * const activation = new Power({ exponent: 2 });
 * const model = new Sequential([new Dense(1, { inputs: 1, activation })]);
 * const bytes = modelToBytes(model);
 * const loaded = modelFromBytes(bytes, { layers: { Power } });
 * const inputs = tensor([[3]]);
 * assertEquals(loaded.predict(inputs), model.predict(inputs));
 * ```
 */
export type Config = object;

/**
 * A class whose objects have a {@linkcode Config}: it is given the config to
 * make one again, by `fromConfig` if it has that, else by `new`.
 */
export interface ConfigClass {
  /** Makes an object. */
  new (...args: never[]): object;
  /** Makes an object from its config. */
  fromConfig?(config: never): object;
}
