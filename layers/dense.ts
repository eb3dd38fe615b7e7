import {
  assertShape,
  type AssertShapeOptions,
  type Dimension,
  type Engine,
  formatShape,
  FreshWorkspace,
  loadEngine,
  type MatmulSize,
  type Parameter,
  Random,
  type SparseMatrix,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";
import { assertCount, denseInputs } from "./_dense_inputs.ts";
import { makeParameter } from "./_make_parameter.ts";
import { chooseActivation } from "./activations/_choose_activation.ts";
import type {
  ActivationChoice,
  ActivationFunction,
} from "./activations/activation_function.ts";
import { Linear } from "./activations/linear.ts";
import { chooseInitializer } from "./initializers/_choose_initializer.ts";
import type {
  Initializer,
  InitializerChoice,
} from "./initializers/initializer.ts";
import type {
  BackwardOptions,
  BuildOptions,
  ForwardOptions,
  Layer,
} from "./layer.ts";

/** Options for {@linkcode Dense}. */
export interface DenseOptions {
  /** Inputs of a unit; by default as many as the layer is built for. */
  inputs?: number;
  /** Function that shapes the outputs; default `linear`. */
  activation?: ActivationChoice;
  /** Whether a bias is added; default `true`. */
  useBias?: boolean;
  /** Initial values of the kernel; default `glorotUniform`. */
  kernelInitializer?: InitializerChoice;
  /** Initial values of the bias; default `zeros`. */
  biasInitializer?: InitializerChoice;
}

/** What a dense layer has once it is built. */
interface Built {
  readonly name: string;
  readonly engine: Engine;
  readonly kernel: Parameter;
  readonly bias: Parameter | undefined;
  readonly parameters: readonly Parameter[];
  /** Serves callers who bring no workspace. */
  readonly workspace: Workspace;
  readonly inputs: number;
  readonly inputsShape: readonly Dimension[];
  readonly inputsError: AssertShapeOptions;
  readonly gradientError: AssertShapeOptions;
}

/** The left side of a product: all elements, or lists of the nonzero ones. */
type Operand = Float32Array | SparseMatrix;

/** What `backward` needs of the last `forward` with training. */
interface Pass {
  readonly inputs: Tensor;
  /** The inputs, for products. */
  readonly operand: Operand;
  /** Pre-activations or activations, as the activation wants. */
  readonly saved: Tensor;
}

/** What `#operand` lists nonzero inputs with. */
interface OperandContext {
  readonly engine: Engine;
  readonly workspace: Workspace;
  readonly size: MatmulSize;
  readonly training: boolean;
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
  readonly #isLinear: boolean;
  #built: Built | undefined;
  #pass: Pass | undefined;

  /**
   * Creates a layer that is yet to be built.
   *
   * @param units Number of outputs.
   * @param options Inputs, activation, bias, initial values.
   * @throws {RangeError} If `units` or `inputs` is not a whole number of at
   * least 1, or no activation or initializer has the name given.
   * @throws {TypeError} If an activation or initializer is neither a name nor
   * an object with the methods of one.
   */
  constructor(units: number, options: DenseOptions = {}) {
    const {
      inputs,
      activation = "linear",
      useBias = true,
      kernelInitializer = "glorotUniform",
      biasInitializer = "zeros",
    } = options;
    const action = "create dense layer";
    assertCount(units, "units", action);
    if (inputs !== undefined) assertCount(inputs, "inputs", action);
    this.units = units;
    this.#inputs = inputs;
    this.activation = chooseActivation(activation, action);
    this.#isLinear = this.activation instanceof Linear;
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

  /** `[inputs]`, or `undefined` where neither declared nor built. */
  get inputShape(): readonly number[] | undefined {
    const inputs = this.#built?.inputs ?? this.#inputs;
    return inputs === undefined ? undefined : [inputs];
  }

  /** `[units]`, or `undefined` before `build`. */
  get outputShape(): readonly number[] | undefined {
    return this.#built && [this.units];
  }

  /** Kernel and bias; empty before `build`. */
  get parameters(): readonly Parameter[] {
    return this.#built?.parameters ?? [];
  }

  /** Name of the activation. */
  get outputActivation(): string {
    return this.activation.name;
  }

  /**
   * Makes kernel and bias. Building again keeps their values, under the name
   * and in the engine that are given then.
   *
   * @param inputShape `[inputs]`.
   * @param options Source of initial values, engine, prefix of names.
   * @throws {ShapeError} If the shape is not of rank 1, not as declared, or not
   * as built before; or if an initializer gives another shape.
   * @throws {RangeError} If the size is not a whole number of at least 1.
   */
  build(inputShape: readonly number[], options: BuildOptions = {}): void {
    const before = this.#built;
    const {
      random = new Random(0),
      engine: choice = before?.engine ?? "auto",
      name = before?.name ?? this.name,
    } = options;
    const title = name === this.name ? "dense layer" : `layer ${name}`;
    const action = `build ${title}`;
    const inputs = denseInputs(inputShape, {
      action,
      declared: this.#inputs,
      built: before?.inputs,
    });
    const engine = loadEngine(choice);
    const common = {
      engine,
      context: { random, fanIn: inputs, fanOut: this.units },
      action,
    };
    const kernel = makeParameter({
      ...common,
      name: `${name}.kernel`,
      shape: [inputs, this.units],
      initializer: this.kernelInitializer,
    }, before?.kernel);
    const bias = this.useBias
      ? makeParameter({
        ...common,
        name: `${name}.bias`,
        shape: [this.units],
        initializer: this.biasInitializer,
      }, before?.bias)
      : undefined;
    this.#pass = undefined; // it belongs to the engine before
    this.#built = {
      name,
      engine,
      kernel,
      bias,
      parameters: bias === undefined ? [kernel] : [kernel, bias],
      workspace: new FreshWorkspace(engine),
      inputs,
      inputsShape: ["batch", inputs],
      inputsError: { name: "inputs", action: `apply ${title}` },
      gradientError: { name: "gradient", action: `differentiate ${title}` },
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
    const built = this.#built ?? this.#unbuilt();
    assertShape(inputs, built.inputsShape, built.inputsError);
    const { training = false, workspace = built.workspace } = options;
    const { engine, kernel, bias } = built;
    const { activation, units } = this;
    const shape = [inputs.shape[0]!, units];

    // Other names, so that evaluation leaves what backward needs alone.
    const outputs = workspace.tensor(
      this,
      training ? "outputs" : "evaluationOutputs",
      shape,
    );
    const sums = training && activation.savesInputs
      ? workspace.tensor(this, "preActivations", shape)
      : outputs;
    const size = { m: shape[0]!, k: built.inputs, n: units };
    const operand = this.#operand(inputs, {
      engine,
      workspace,
      size,
      training,
    });
    engine.matmul(operand, kernel.value.data, sums.data, size);
    if (bias !== undefined) {
      engine.addBias(sums.data, bias.value.data, sums.data, {
        rows: shape[0]!,
        columns: units,
      });
    }
    if (!this.#isLinear) activation.forward(sums, { outputs, engine });
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
  /**
   * Computes gradients; the one for the inputs only where wanted.
   *
   * @param gradient Gradient with respect to the outputs, `[batch, units]`.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to the inputs, `[batch, inputs]`, or
   * `undefined`.
   */
  backward(gradient: Tensor, options: BackwardOptions): Tensor | undefined;
  backward(
    gradient: Tensor,
    options: BackwardOptions = {},
  ): Tensor | undefined {
    const built = this.#built ?? this.#unbuilt();
    const { inputs, operand, saved } = this.#pass ??
      noPass(built.gradientError.action);
    assertShape(gradient, saved.shape, built.gradientError);
    const { inputGradient = true, workspace = built.workspace } = options;
    const { engine, kernel, bias } = built;
    const batch = inputs.shape[0]!;
    const units = this.units;

    let delta = gradient; // with respect to the pre-activations
    if (!this.#isLinear) {
      delta = workspace.tensor(this, "gradient", saved.shape);
      this.activation.backward(gradient, { saved, outputs: delta, engine });
    }
    if (kernel.trainable) {
      engine.matmul(operand, delta.data, kernel.gradient.data, {
        m: built.inputs,
        k: batch,
        n: units,
        transposeA: true,
      });
    }
    if (bias?.trainable) {
      engine.sumRows(delta.data, bias.gradient.data, {
        rows: batch,
        columns: units,
      });
    }
    if (!inputGradient) return undefined;
    const outputs = workspace.tensor(this, "inputGradient", inputs.shape);
    engine.matmul(delta.data, kernel.value.data, outputs.data, {
      m: batch,
      k: units,
      n: built.inputs,
      transposeB: true,
    });
    return outputs;
  }

  /** Lists the nonzero inputs, if they are so few that it pays. */
  #operand(inputs: Tensor, context: OperandContext): Operand {
    const { engine, workspace, size, training } = context;
    if (!engine.isSparse(inputs.data, size)) return inputs.data;
    const matrix = { rows: size.m, columns: size.k };
    const lists = workspace.tensor(
      this,
      training ? "nonzeros" : "evaluationNonzeros",
      [engine.listsLength(matrix)],
    );
    return engine.compress(inputs.data, lists.data, matrix) ?? inputs.data;
  }

  #unbuilt(): never {
    const shape = formatShape(this.inputShape ?? ["inputs"]);
    throw new Error(
      "Cannot apply dense layer: expected a built layer, received one without " +
        `parameters: call build(${shape}), or put it in a Sequential whose ` +
        "first layer is given inputs",
    );
  }
}

function noPass(action: string): never {
  throw new Error(
    `Cannot ${action}: expected a forward pass to go back from, received ` +
      "none: call forward(inputs, { training: true }) first",
  );
}
