/**
 * The base of layers, those of your own among them.
 *
 * @module
 */
import {
  assertShape,
  type AssertShapeOptions,
  type Dimension,
  type Engine,
  formatShape,
  loadEngine,
  type Parameter,
  Random,
  type Tensor,
} from "@cutedl/tensor";
import { assertBuiltFor } from "./_assert_built_for.ts";
import { refuseBackward, refuseUnbuilt } from "./_refusals.ts";
import type {
  BackwardOptions,
  BuildOptions,
  ForwardOptions,
  Layer,
  UndoBuild,
} from "./layer.ts";
import type { LayerContext, LayerParts, LayerResult } from "./layer_parts.ts";
import { LayerPass } from "./layer_pass.ts";

/** The parts, and what follows from the shape of the inputs. */
interface BuiltLayer extends Required<Omit<LayerParts, "random">> {
  readonly inputShape: readonly number[];
  readonly batchShape: readonly Dimension[];
  readonly engine: Engine;
  readonly random: Random | undefined;
}

/**
 * What the layers of this package share: building once, shapes and their checks,
 * memory of training and evaluation, and what `backward` needs of `forward`.
 *
 * A layer of your own may extend it and say what it has (`make`), what it
 * computes (`compute`) and the gradients of that (`differentiate`); or be any
 * object with the members of {@linkcode Layer}.
 *
 * @typeParam Saved What `differentiate` needs of the last `compute`.
 *
 * @example A layer of your own: every input squared
 * ```ts
 * import {
 *   BaseLayer,
 *   type LayerPass,
 *   type LayerResult,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { type Tensor, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Square extends BaseLayer<Tensor> {
 *   constructor() {
 *     super("square");
 *   }
 *
 *   protected compute(inputs: Tensor, pass: LayerPass): LayerResult<Tensor> {
 *     const outputs = pass.tensor("outputs", inputs.shape);
 *     outputs.data.set(inputs.data.map((x) => x * x));
 *     return { outputs, saved: inputs };
 *   }
 *
 *   protected differentiate(
 *     gradient: Tensor,
 *     inputs: Tensor,
 *     pass: LayerPass,
 *   ): Tensor {
 *     const outputs = pass.tensor("inputGradient", inputs.shape);
 *     outputs.data.set(gradient.data.map((g, i) => 2 * inputs.data[i]! * g));
 *     return outputs;
 *   }
 * }
 *
 * const model = new Sequential([new Square()]);
 * model.build([2]);
 * const outputs = model.forward(tensor([[3, 4]]), { training: true });
 * assertEquals(outputs.toArray(), [[9, 16]]);
 * assertEquals(model.backward(tensor([[1, 10]])).toArray(), [[6, 80]]);
 * ```
 */
export abstract class BaseLayer<Saved> implements Layer {
  /** What kind of layer it is, such as `dropout`. */
  readonly name: string;
  readonly #title: string; // as in `layer normalization layer`
  readonly #apply: AssertShapeOptions;
  readonly #differentiate: AssertShapeOptions;
  #built: BuiltLayer | undefined;
  #pass: LayerResult<Saved> | undefined; // the last one with training

  /**
   * Creates a layer that is yet to be built.
   *
   * @param name What kind of layer it is, such as `layerNormalization`, which
   * errors call a layer normalization layer.
   */
  constructor(name: string) {
    const words = name.replace(
      /[A-Z]/g,
      (letter) => ` ${letter.toLowerCase()}`,
    );
    this.name = name;
    this.#title = `${words} layer`;
    this.#apply = { name: "inputs", action: `apply ${this.#title}` };
    this.#differentiate = {
      name: "gradient",
      action: `differentiate ${this.#title}`,
    };
  }

  /** Shape of one input, without the batch; `undefined` before `build`. */
  get inputShape(): readonly number[] | undefined {
    return this.#built?.inputShape;
  }

  /** Shape of one output, without the batch; `undefined` before `build`. */
  get outputShape(): readonly number[] | undefined {
    return this.#built?.outputShape;
  }

  /** Parameters in a fixed order; none before `build`. */
  get parameters(): readonly Parameter[] {
    return this.#built?.parameters ?? [];
  }

  /** Buffers in a fixed order; none before `build`. */
  get buffers(): readonly Parameter[] {
    return this.#built?.buffers ?? [];
  }

  /** What it draws from, if it does; `undefined` before `build`. */
  get random(): Random | undefined {
    return this.#built?.random;
  }

  /** Engine that computes where no workspace is given, once it is built. */
  get engine(): Engine | undefined {
    return this.#built?.engine;
  }

  /**
   * Makes what the layer has. One that is built already keeps it, and only
   * checks the shape.
   *
   * @param inputShape Shape of one input, without the batch.
   * @param options Source of random numbers, engine, name for errors, values to
   * start from.
   * @returns What takes it back, if the layer was not built before.
   * @throws {ShapeError} If the layer cannot take such inputs, or was built for
   * others.
   * @throws {RangeError} If a size is not a whole number of at least 1.
   */
  build(
    inputShape: readonly number[],
    options: BuildOptions = {},
  ): UndoBuild | void {
    const { random = new Random(0), engine: choice = "auto", name, values } =
      options;
    const action = `build ${
      name === undefined ? this.#title : `layer ${name}`
    }`;
    if (this.#built !== undefined) {
      return assertBuiltFor(this.#built.inputShape, inputShape, action);
    }
    assertSizes(inputShape, action);
    const engine = loadEngine(choice);
    const {
      outputShape = inputShape,
      parameters = [],
      buffers = [],
      random: own,
    } = this.make(inputShape, { random, engine, values, action });
    this.#built = {
      inputShape: [...inputShape],
      batchShape: ["batch", ...inputShape],
      outputShape: [...outputShape],
      parameters,
      buffers,
      random: own,
      engine,
    };
    return () => {
      this.#built = this.#pass = undefined;
    };
  }

  /**
   * Computes outputs.
   *
   * @param inputs `[batch, ...inputShape]`; the batch may be empty.
   * @param options Whether a backward pass follows, and where outputs go.
   * @returns `[batch, ...outputShape]`.
   * @throws {ShapeError} If the inputs do not fit.
   * @throws {Error} If the layer is not built.
   */
  forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
    const { batchShape, engine } = this.#built ?? this.#unbuilt();
    assertShape(inputs, batchShape, this.#apply);
    const pass = new LayerPass(this, engine, options);
    const result = this.compute(inputs, pass);
    if (pass.training) this.#pass = result;
    return result.outputs;
  }

  /**
   * Computes the gradients of what is trainable, and that for the inputs.
   *
   * @param gradient Gradient with respect to the outputs,
   * `[batch, ...outputShape]`.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to the inputs, `[batch, ...inputShape]`.
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
    const { engine } = this.#built ?? this.#unbuilt();
    const { outputs, saved } = this.#pass ?? refuseBackward(this.#title);
    assertShape(gradient, outputs.shape, this.#differentiate);
    const pass = new LayerPass(this, engine, { ...options, training: true });
    const inputGradient = this.differentiate(gradient, saved, pass);
    return pass.inputGradient ? inputGradient : undefined;
  }

  #unbuilt(): never {
    return refuseUnbuilt(this.#title, this.inputShape);
  }

  /**
   * Makes what the layer has; by default nothing, and outputs are shaped as
   * inputs.
   *
   * @param _inputShape Shape of one input, without the batch.
   * @param _context Source of random numbers, engine, what errors say.
   * @returns What it has.
   */
  protected make(
    _inputShape: readonly number[],
    _context: LayerContext,
  ): LayerParts {
    return {};
  }

  /**
   * Computes outputs from inputs that fit.
   *
   * @param inputs `[batch, ...inputShape]`; not to be changed.
   * @param pass What computes, and memory for results.
   * @returns Outputs, and what `differentiate` needs.
   */
  protected abstract compute(
    inputs: Tensor,
    pass: LayerPass,
  ): LayerResult<Saved>;

  /**
   * Computes gradients from one that fits.
   *
   * @param gradient `[batch, ...outputShape]`; not to be changed.
   * @param saved What `compute` gave.
   * @param pass What computes, and memory for results.
   * @returns Gradient for the inputs, where wanted.
   */
  protected abstract differentiate(
    gradient: Tensor,
    saved: Saved,
    pass: LayerPass,
  ): Tensor | undefined;
}

function assertSizes(shape: readonly number[], action: string): void {
  if (shape.every((size) => Number.isSafeInteger(size) && size >= 1)) return;
  throw new RangeError(
    `Cannot ${action}: expected sizes of inputs that are whole numbers >= 1, ` +
      `received ${formatShape(shape)}: give the shape of one input`,
  );
}
