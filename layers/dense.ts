/**
 * The fully connected layer.
 *
 * @module
 */
import type { SparseMatrix, Tensor } from "@cutedl/tensor";
import type { ActivationSettings } from "@cutedl/tensor/engine";
import { assertCount, denseInputs } from "./_dense_inputs.ts";
import { DenseWeights } from "./_dense_weights.ts";
import { makeParameter } from "./_make_parameter.ts";
import { productOperand } from "./_product_operand.ts";
import { chooseActivation } from "./activations/_choose_activation.ts";
import type { ActivationFunction } from "./activations/activation_function.ts";
import { engineSettings } from "./activations/_engine_settings.ts";
import { BaseLayer } from "./base_layer.ts";
import type { DenseConfig, DenseOptions } from "./dense_options.ts";
import { chooseInitializer } from "./initializers/_choose_initializer.ts";
import type { Initializer } from "./initializers/initializer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";
import type { LayerPass } from "./layer_pass.ts";

/** What a dense layer keeps of a forward pass. */
export interface DensePass {
  /** Its inputs. */
  readonly inputs: Tensor;
  /** The inputs, for products. */
  readonly operand: Float32Array | SparseMatrix;
  /** Pre-activations or activations, as the activation wants. */
  readonly saved: Tensor;
}

/**
 * A fully connected layer: `activation(inputs · kernel + bias)`.
 *
 * The kernel is `[inputs, units]`, the bias `[units]`; they are its
 * `parameters`, in this order. The inputs of a `forward` with `training` must
 * stay as they are until `backward`, which reads them again. The gradient of a
 * parameter that is not trainable is not computed.
 *
 * @example Forward and backward by hand
 * ```ts
 * import { Dense } from "@cutedl/layers/dense";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Dense(1);
 * layer.build([2]);
 * const [kernel, bias] = layer.parameters;
 * kernel!.assign(tensor([[3], [4]]));
 * bias!.assign(tensor([5]));
 *
 * const inputs = tensor([[1, 2]]);
 * const outputs = layer.forward(inputs, { training: true });
 * assertEquals(outputs.toArray(), [[1 * 3 + 2 * 4 + 5]]);
 *
 * const inputGradient = layer.backward(tensor([[10]]));
 * assertEquals(inputGradient.toArray(), [[30, 40]]);
 * assertEquals(kernel!.gradient.toArray(), [[10], [20]]);
 * assertEquals(bias!.gradient.toArray(), [10]);
 * ```
 */
export class Dense extends BaseLayer<DensePass> {
  /** Number of outputs. */
  readonly units: number;
  /** Function that shapes the outputs. */
  readonly activation: ActivationFunction;
  /** Whether a bias is added. */
  readonly useBias: boolean;
  /** Initial values of the kernel. */
  readonly kernelInitializer: Initializer;
  /** Initial values of the bias. */
  readonly biasInitializer: Initializer;
  readonly #inputs: number | undefined;
  readonly #settings: ActivationSettings | undefined; // unless its own way
  #weights: DenseWeights | undefined; // once built

  /**
   * Creates a layer that is yet to be built.
   *
   * @param units Number of outputs.
   * @param options Inputs, activation, bias, initial values.
   * @throws {RangeError} If `units` or `inputs` is not a whole number of at
   * least 1, or no activation or initializer has the name given.
   * @throws {TypeError} If an activation or initializer is neither a name nor
   * an object with the members of one.
   */
  constructor(units: number, options: DenseOptions = {}) {
    const {
      inputs,
      activation = "linear",
      useBias = true,
      kernelInitializer = "glorotUniform",
      biasInitializer = "zeros",
    } = options;
    super("dense");
    const action = "create dense layer";
    assertCount(units, "units", action);
    if (inputs !== undefined) assertCount(inputs, "inputs", action);
    this.units = units;
    this.#inputs = inputs;
    this.activation = chooseActivation(activation, action);
    this.#settings = engineSettings(this.activation);
    this.useBias = useBias;
    this.kernelInitializer = chooseInitializer(kernelInitializer, {
      name: "kernelInitializer",
      action,
    });
    this.biasInitializer = chooseInitializer(biasInitializer, {
      name: "biasInitializer",
      action,
    });
  }

  /** Makes the layer of a config, yet to be built. */
  static fromConfig({ units, ...options }: DenseConfig): Dense {
    return new this(units, options);
  }

  /** What {@linkcode Dense.fromConfig} makes it from again. */
  get config(): DenseConfig {
    return {
      units: this.units,
      inputs: this.#inputs,
      activation: this.activation,
      useBias: this.useBias,
      kernelInitializer: this.kernelInitializer,
      biasInitializer: this.biasInitializer,
    };
  }

  /** `[inputs]`, or `undefined` where neither declared nor built. */
  override get inputShape(): readonly number[] | undefined {
    const declared = this.#inputs === undefined ? undefined : [this.#inputs];
    return super.inputShape ?? declared;
  }

  /** Name of the activation. */
  get outputActivation(): string {
    return this.activation.name;
  }

  /** Makes kernel and bias. */
  protected override make(
    inputShape: readonly number[],
    { random, engine, values, action }: LayerContext,
  ): LayerParts {
    const { units } = this;
    const inputs = denseInputs(inputShape, this.#inputs, action);
    const context = { random, fanIn: inputs, fanOut: units };
    const common = { engine, context, values, action };
    const kernel = makeParameter("kernel", {
      ...common,
      shape: [inputs, units],
      initializer: this.kernelInitializer,
    });
    const bias = this.useBias
      ? makeParameter("bias", {
        ...common,
        shape: [units],
        initializer: this.biasInitializer,
      })
      : undefined;
    this.#weights = new DenseWeights(kernel, bias);
    return {
      outputShape: [units],
      parameters: bias === undefined ? [kernel] : [kernel, bias],
    };
  }

  /** Multiplies, adds, and applies the activation. */
  protected compute(inputs: Tensor, pass: LayerPass): LayerResult<DensePass> {
    const { activation, units } = this;
    const { engine } = pass;
    const shape = [inputs.shape[0]!, units];
    const outputs = pass.tensor("outputs", shape);
    const sums = pass.training && activation.savesInputs
      ? pass.tensor("preActivations", shape)
      : outputs;
    const settings = sums === outputs ? this.#settings : undefined;
    const operand = productOperand(inputs);
    this.#weights!.apply(operand, sums, engine, settings);
    if (settings === undefined) activation.forward(sums, { outputs, engine });
    return { outputs, saved: { inputs, operand, saved: sums } };
  }

  /** Computes the gradients of kernel and bias, where trainable. */
  protected differentiate(
    gradient: Tensor,
    { inputs, operand, saved }: DensePass,
    pass: LayerPass,
  ): Tensor | undefined {
    const { engine } = pass;
    const weights = this.#weights!;
    const delta = this.#differentiateSums(gradient, saved, pass);
    weights.differentiate(operand, delta, engine);
    if (!pass.inputGradient) return undefined;
    const outputs = pass.tensor("inputGradient", inputs.shape);
    weights.backtrack(delta, outputs, engine);
    return outputs;
  }

  /** Computes the gradient for the pre-activations, and that of the bias. */
  #differentiateSums(gradient: Tensor, saved: Tensor, pass: LayerPass): Tensor {
    const { activation } = this;
    const { engine } = pass;
    const weights = this.#weights!;
    const settings = this.#settings;
    const isLinear = settings?.activation === "linear";
    const delta = isLinear ? gradient : pass.tensor("gradient", saved.shape);
    if (settings !== undefined && !isLinear) {
      engine.activationGradient(
        saved.data,
        gradient.data,
        delta.data,
        settings,
        weights.biasGradient,
      );
      return delta;
    }
    if (!isLinear) {
      activation.backward(gradient, { saved, outputs: delta, engine });
    }
    weights.differentiateBias(delta, engine);
    return delta;
  }
}
