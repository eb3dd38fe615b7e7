/**
 * The base of activations that compute engines have kernels for.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { type ActivationSettings, savesInputs } from "@cutedl/tensor/engine";
import type { Config } from "../config.ts";
import { assertBackwardShapes, assertForwardShapes } from "./_assert_shapes.ts";
import type {
  ActivationBackwardContext,
  ActivationForwardContext,
  ActivationFunction,
} from "./activation_function.ts";

/**
 * An elementwise activation that compute engines have kernels for; the base of
 * those that are chosen by name, apart from softmax.
 *
 * @example
 * ```ts
 * import { EngineActivation, LeakyRelu } from "@cutedl/layers";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const activation = new LeakyRelu({ negativeSlope: 0.3 });
 * assert(activation instanceof EngineActivation);
 * assertEquals(activation.settings, {
 *   activation: "leakyRelu",
 *   negativeSlope: 0.3,
 * });
 * ```
 */
export abstract class EngineActivation implements ActivationFunction {
  /** Name, such as `relu`. */
  readonly name: string;
  /** Whether `backward` needs the pre-activations. */
  readonly savesInputs: boolean;
  /** What the engine is told. */
  readonly settings: Readonly<ActivationSettings>;

  /**
   * Creates an activation that an engine computes.
   *
   * @param settings What the engine is told.
   */
  constructor(settings: ActivationSettings) {
    this.name = settings.activation;
    this.savesInputs = savesInputs(settings.activation);
    this.settings = settings;
  }

  /** The settings of its class, such as `negativeSlope`. */
  get config(): Config {
    const { activation: _name, ...config } = this.settings;
    return config;
  }

  /**
   * Computes activations.
   *
   * @param inputs Pre-activations of any shape.
   * @param context What to fill, of the same shape.
   * @throws {ShapeError} If the shapes differ.
   */
  forward(inputs: Tensor, context: ActivationForwardContext): void {
    assertForwardShapes(this.name, inputs, context);
    const { outputs, engine } = context;
    engine.activate(inputs.data, outputs.data, this.settings);
  }

  /**
   * Multiplies a gradient with the derivative.
   *
   * @param gradient Gradient with respect to the activations.
   * @param context What was saved, and what to fill, of the same shape.
   * @throws {ShapeError} If the shapes differ.
   */
  backward(gradient: Tensor, context: ActivationBackwardContext): void {
    assertBackwardShapes(this.name, gradient, context);
    const { saved, outputs, engine } = context;
    engine.activationGradient(
      saved.data,
      gradient.data,
      outputs.data,
      this.settings,
    );
  }
}
