/**
 * An activation as a layer of its own.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import { chooseActivation } from "./activations/_choose_activation.ts";
import type {
  ActivationChoice,
  ActivationFunction,
} from "./activations/activation_function.ts";
import { BaseLayer } from "./base_layer.ts";
import type { LayerResult } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";

/** What an activation layer is made from. */
export interface ActivationConfig {
  /** The function. */
  activation: ActivationChoice;
}

/**
 * An activation as a layer of its own: for inputs of any shape, or after a layer
 * that has none, such as a normalization.
 *
 * @example Normalize before the activation
 * ```ts
 * import { Activation } from "@cutedl/layers/activation";
 * import { BatchNormalization, Dense, Sequential } from "@cutedl/layers";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(128, { inputs: 784, useBias: false }),
 *   new BatchNormalization(),
 *   new Activation("relu"),
 *   new Dense(10),
 * ]);
 * assertEquals(model.predict(zeros([1, 784])).shape, [1, 10]);
 * ```
 */
export class Activation extends BaseLayer<Tensor> {
  /** The function. */
  readonly activation: ActivationFunction;

  /**
   * Creates a layer that is yet to be built.
   *
   * @param activation Name of a function, or one given.
   * @throws {RangeError} If no activation has the name given.
   * @throws {TypeError} If it is neither a name nor an object with the methods of
   * an activation.
   */
  constructor(activation: ActivationChoice) {
    super("activation");
    this.activation = chooseActivation(activation, "create activation layer");
  }

  /** Makes the layer of a config, yet to be built. */
  static fromConfig({ activation }: ActivationConfig): Activation {
    return new this(activation);
  }

  /** What {@linkcode Activation.fromConfig} makes it from again. */
  get config(): ActivationConfig {
    return { activation: this.activation };
  }

  /** Name of the activation. */
  get outputActivation(): string {
    return this.activation.name;
  }

  /** Applies the activation; keeps what its gradient needs. */
  protected compute(inputs: Tensor, pass: LayerPass): LayerResult<Tensor> {
    const { activation } = this;
    const { engine } = pass;
    const outputs = pass.tensor("outputs", inputs.shape);
    activation.forward(inputs, { outputs, engine });
    return { outputs, saved: activation.savesInputs ? inputs : outputs };
  }

  /** Multiplies with the derivative. */
  protected differentiate(
    gradient: Tensor,
    saved: Tensor,
    pass: LayerPass,
  ): Tensor {
    const { engine } = pass;
    const outputs = pass.tensor("inputGradient", saved.shape);
    this.activation.backward(gradient, { saved, outputs, engine });
    return outputs;
  }
}
