import {
  assertShape,
  FreshWorkspace,
  loadEngine,
  type Parameter,
  Random,
  type Tensor,
} from "@cutedl/tensor";
import { assertCount, denseInputs } from "./_dense_inputs.ts";
import { DenseWeights } from "./_dense_weights.ts";
import { makeParameter } from "./_make_parameter.ts";
import { type ProductOperand, productOperand } from "./_product_operand.ts";
import { refuseBackward, refuseUnbuilt } from "./_refusals.ts";
import { chooseActivation } from "./activations/_choose_activation.ts";
import type { ActivationFunction } from "./activations/activation_function.ts";
import { Linear } from "./activations/linear.ts";
import type { DenseConfig, DenseOptions } from "./dense_options.ts";
import { chooseInitializer } from "./initializers/_choose_initializer.ts";
import type { Initializer } from "./initializers/initializer.ts";
import type {
  BackwardOptions,
  BuildOptions,
  ForwardOptions,
  Layer,
  UndoBuild,
} from "./layer.ts";

/** What `backward` needs of the last `forward` with training. */
interface Pass {
  readonly inputs: Tensor;
  /** The inputs, for products. */
  readonly operand: ProductOperand;
  /** Pre-activations or activations, as the activation wants. */
  readonly saved: Tensor;
}

const TITLE = "dense layer";
const APPLY = { name: "inputs", action: `apply ${TITLE}` };
const DIFFERENTIATE = { name: "gradient", action: `differentiate ${TITLE}` };

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
export class Dense implements Layer {
  /** Always `dense`. */
  readonly name = "dense";
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
  #weights: DenseWeights | undefined; // once built
  #pass: Pass | undefined;

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
    const action = `create ${TITLE}`;
    assertCount(units, "units", action);
    if (inputs !== undefined) assertCount(inputs, "inputs", action);
    this.units = units;
    this.#inputs = inputs;
    this.activation = chooseActivation(activation, action);
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
  get inputShape(): readonly number[] | undefined {
    const inputs = this.#weights?.inputs ?? this.#inputs;
    return inputs === undefined ? undefined : [inputs];
  }

  /** `[units]`, or `undefined` before `build`. */
  get outputShape(): readonly number[] | undefined {
    return this.#weights && [this.units];
  }

  /** Kernel and bias; empty before `build`. */
  get parameters(): readonly Parameter[] {
    return this.#weights?.parameters ?? [];
  }

  /** Name of the activation. */
  get outputActivation(): string {
    return this.activation.name;
  }

  /**
   * Makes kernel and bias. A layer that is built already keeps them where they
   * are, and only checks the shape.
   *
   * @param inputShape `[inputs]`.
   * @param options Source of initial values, engine, name for errors.
   * @returns What takes it back, if the layer was not built before.
   * @throws {ShapeError} If the shape is not of rank 1, not as declared, or not
   * as built before; or if an initializer gives another shape.
   * @throws {RangeError} If the size is not a whole number of at least 1.
   */
  build(
    inputShape: readonly number[],
    options: BuildOptions = {},
  ): UndoBuild | void {
    const { random = new Random(0), engine: choice = "auto", name, values } =
      options;
    const title = name === undefined ? TITLE : `layer ${name}`;
    const action = `build ${title}`;
    const inputs = denseInputs(inputShape, {
      action,
      declared: this.#inputs,
      built: this.#weights?.inputs,
    });
    if (this.#weights !== undefined) return;
    const common = {
      engine: loadEngine(choice),
      context: { random, fanIn: inputs, fanOut: this.units },
      values,
      action,
    };
    this.#weights = new DenseWeights(
      makeParameter("kernel", {
        ...common,
        shape: [inputs, this.units],
        initializer: this.kernelInitializer,
      }),
      this.useBias
        ? makeParameter("bias", {
          ...common,
          shape: [this.units],
          initializer: this.biasInitializer,
        })
        : undefined,
    );
    return () => {
      this.#weights = this.#pass = undefined;
    };
  }

  /**
   * Computes `activation(inputs · kernel + bias)`.
   *
   * @param inputs `[batch, inputs]`; the batch may be empty.
   * @param options Whether a backward pass follows, and where outputs go.
   * @returns `[batch, units]`.
   * @throws {ShapeError} If the inputs do not fit.
   * @throws {Error} If the layer is not built.
   */
  forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
    const weights = this.#built();
    assertShape(inputs, weights.inputsShape, APPLY);
    const {
      training = false,
      workspace = new FreshWorkspace(weights.engine),
    } = options;
    const { engine } = workspace;
    const { activation } = this;
    const shape = [inputs.shape[0]!, this.units];

    // Other names, so that evaluation leaves what backward needs alone.
    const outputs = workspace.tensor(
      this,
      training ? "outputs" : "evaluationOutputs",
      shape,
    );
    const sums = training && activation.savesInputs
      ? workspace.tensor(this, "preActivations", shape)
      : outputs;
    const operand = productOperand(inputs, {
      workspace,
      owner: this,
      name: training ? "nonzeros" : "evaluationNonzeros",
      units: this.units,
    });
    weights.apply(operand, sums, engine);
    if (!(activation instanceof Linear)) {
      activation.forward(sums, { outputs, engine });
    }
    if (training) this.#pass = { inputs, operand, saved: sums };
    return outputs;
  }

  /**
   * Computes the gradients of kernel and bias, where trainable, and that for
   * the inputs.
   *
   * @param gradient Gradient with respect to the outputs, `[batch, units]`.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to the inputs, `[batch, inputs]`.
   * @throws {ShapeError} If the gradient does not fit.
   * @throws {Error} If no `forward` with `training` came before.
   */
  backward(
    gradient: Tensor,
    options?: BackwardOptions & { inputGradient?: true },
  ): Tensor;
  /** Computes gradients; the one for the inputs only where wanted. */
  backward(gradient: Tensor, options: BackwardOptions): Tensor | undefined;
  backward(
    gradient: Tensor,
    options: BackwardOptions = {},
  ): Tensor | undefined {
    const weights = this.#built();
    const { inputs, operand, saved } = this.#pass ?? refuseBackward(TITLE);
    assertShape(gradient, saved.shape, DIFFERENTIATE);
    const {
      inputGradient = true,
      workspace = new FreshWorkspace(weights.engine),
    } = options;
    const { engine } = workspace;

    let delta = gradient; // with respect to the pre-activations
    if (!(this.activation instanceof Linear)) {
      delta = workspace.tensor(this, "gradient", saved.shape);
      this.activation.backward(gradient, { saved, outputs: delta, engine });
    }
    weights.differentiate(operand, delta, engine);
    if (!inputGradient) return undefined;
    const outputs = workspace.tensor(this, "inputGradient", inputs.shape);
    weights.backtrack(delta, outputs, engine);
    return outputs;
  }

  #built(): DenseWeights {
    return this.#weights ?? refuseUnbuilt(TITLE, this.inputShape ?? ["inputs"]);
  }
}
