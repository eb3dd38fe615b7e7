/**
 * A model of layers, one after the other.
 *
 * @module
 */
import {
  type Engine,
  loadEngine,
  type Parameter,
  Random,
  type Tensor,
} from "@cutedl/tensor";
import { assertBuiltFor } from "./_assert_built_for.ts";
import { assertLayers } from "./_assert_layers.ts";
import { buildLayers, type BuiltLayers, engineOf } from "./_build_layers.ts";
import { firstTrainable } from "./_first_trainable.ts";
import { leavesOf } from "./_leaves.ts";
import { predictInBlocks } from "./_predict_in_blocks.ts";
import { refuseUnbuiltModel } from "./_refusals.ts";
import { formatSummary, summarize, summaryToHtml } from "./_summary.ts";
import type {
  BackwardOptions,
  BuildOptions,
  ForwardOptions,
  Layer,
  UndoBuild,
} from "./layer.ts";
import type {
  SequentialConfig,
  SequentialOptions,
} from "./sequential_options.ts";

/**
 * A model that gives the outputs of each layer to the next.
 *
 * It is built when it is made if its first layer declares its inputs, else by
 * `build`. Layer `i` draws its initial values from
 * `new Random(seed).derive(i)`, and the names of its parameters begin with `i`
 * and its name, as in `0.dense.kernel`.
 *
 * A model is a layer itself, and a layer may be in several models. They share
 * its parameters, which stay where they were made; each model has its own names
 * for them and computes on its own engine, which copies parameters in at every
 * step where they lie in the memory of another one.
 *
 * @example Build, look, predict
 * ```ts
 * import { Dense } from "@cutedl/layers/dense";
 * import { Sequential } from "@cutedl/layers/sequential";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(128, { inputs: 784, activation: "relu" }),
 *   new Dense(10),
 * ], { seed: 1 });
 * assertEquals(model.parameters.map(({ name }) => name), [
 *   "0.dense.kernel",
 *   "0.dense.bias",
 *   "1.dense.kernel",
 *   "1.dense.bias",
 * ]);
 * assertEquals(model.predict(zeros([1, 784])).shape, [1, 10]);
 * ```
 */
export class Sequential implements Layer {
  /** Name within a model that this one is a layer of. */
  readonly name: string;
  /** The layers, first to last. */
  readonly layers: readonly Layer[];
  /** Seed of the initial values. */
  readonly seed: number;
  readonly #engine: Engine; // unless it is built for another one
  #built: BuiltLayers | undefined;

  /**
   * Creates a model, and builds it if its first layer declares its inputs.
   *
   * @param layers The layers, first to last; each only once.
   * @param options Seed, engine, name.
   * @throws {RangeError} If there are no layers, one comes twice, the seed is
   * not a whole number of at least 0, or no engine has that name.
   * @throws {TypeError} If something other than a layer is among them.
   * @throws {ShapeError} If the layers do not fit each other.
   */
  constructor(layers: readonly Layer[], options: SequentialOptions = {}) {
    assertLayers(layers);
    const {
      seed = 0,
      engine = engineOf(layers) ?? "auto",
      build = true,
      name = "sequential",
    } = options;
    new Random(seed); // refuses what is no seed
    this.name = name;
    this.layers = Object.freeze([...layers]);
    this.seed = seed;
    this.#engine = loadEngine(engine);
    if (build && this.inputShape !== undefined) this.build();
  }

  /** Makes the model of a config, yet to be built. */
  static fromConfig({ layers, seed, name }: SequentialConfig): Sequential {
    return new this(layers, { seed, name, build: false });
  }

  /** Engine that computes, and holds the parameters that were made for it. */
  get engine(): Engine {
    return this.#built?.engine ?? this.#engine;
  }

  /** Shape of one input; `undefined` where neither declared nor built. */
  get inputShape(): readonly number[] | undefined {
    return this.#built?.inputShape ?? this.layers[0]!.inputShape;
  }

  /** Shape of one output; `undefined` before `build`. */
  get outputShape(): readonly number[] | undefined {
    return this.#built?.outputShape;
  }

  /** Parameters of all layers, in order, named by place; none before `build`. */
  get parameters(): readonly Parameter[] {
    return this.#built?.parameters ?? [];
  }

  /** Buffers of all layers, in order, named by place; none before `build`. */
  get buffers(): readonly Parameter[] {
    return this.#built?.buffers ?? [];
  }

  /** What {@linkcode Sequential.fromConfig} makes it from again. */
  get config(): SequentialConfig {
    const { layers, seed, name } = this;
    return { layers, seed, name };
  }

  /** Name of the activation of the last layer that does not keep an earlier one. */
  get outputActivation(): string | undefined {
    return this.layers.findLast(({ keepsActivation }) => !keepsActivation)
      ?.outputActivation;
  }

  /** Whether all layers keep the activation before them. */
  get keepsActivation(): boolean {
    return this.layers.every(({ keepsActivation }) => keepsActivation);
  }

  /**
   * Makes the parameters of all layers that are not built yet. If one of them is
   * refused, all stay as they were.
   *
   * @param inputShape Shape of one input, without the batch; by default what
   * the first layer declares.
   * @param options Source of initial values, engine, and name for errors. A
   * model that is built already keeps its parameters and its engine.
   * @returns What takes it back, if the model was not built before.
   * @throws {ShapeError} If the layers do not fit the inputs or each other, or
   * the model is built for another shape already.
   * @throws {Error} If the shape is neither given nor declared, or a layer
   * gives two parameters one name.
   *
   * @example A model that learns its input shape later
   * ```ts
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new Sequential([new Dense(10)]);
   * model.build([784]);
   * assertEquals(model.parameters[0]!.value.shape, [784, 10]);
   * ```
   */
  build(
    inputShape: readonly number[] | undefined = this.inputShape,
    options: BuildOptions = {},
  ): UndoBuild | void {
    const {
      random = new Random(this.seed),
      engine: choice = this.#engine,
      name,
      values,
    } = options;
    if (inputShape === undefined) refuseUnbuiltModel(this.name, "build");
    if (this.#built !== undefined) {
      const title = name === undefined ? this.name : `layer ${name}`;
      const action = `build ${title}`;
      return assertBuiltFor(this.#built.inputShape, inputShape, action);
    }
    const built = buildLayers(this.layers, inputShape, {
      random,
      engine: loadEngine(choice),
      values,
      prefix: name === undefined ? "" : `${name}.`,
    });
    this.#built = built;
    return () => {
      built.undo();
      this.#built = undefined;
    };
  }

  /**
   * Computes the outputs of the last layer.
   *
   * @param inputs `[batch, ...inputShape]`.
   * @param options Whether a backward pass follows, and where outputs go.
   * @returns `[batch, ...outputShape]`.
   * @throws {ShapeError} If the inputs do not fit.
   * @throws {Error} If the model is not built.
   */
  forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
    const { fresh } = this.#built ?? refuseUnbuiltModel(this.name, "apply");
    const passed = { ...options, workspace: options.workspace ?? fresh };
    let outputs = inputs;
    for (const layer of this.layers) outputs = layer.forward(outputs, passed);
    return outputs;
  }

  /**
   * Computes the gradients of all parameters, for the last `forward` with
   * `training`, and the one for the inputs.
   *
   * @param gradient Gradient with respect to the outputs,
   * `[batch, ...outputShape]`.
   * @param options Whether the gradient for the inputs is wanted: without, the
   * first layer with a trainable parameter is spared it, and those before it
   * everything.
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
    const { fresh } = this.#built ??
      refuseUnbuiltModel(this.name, "differentiate");
    const { inputGradient = true, workspace = fresh } = options;
    const inner = { inputGradient: true as const, workspace };
    const first = inputGradient ? 0 : firstTrainable(this.layers);
    let current = gradient;
    for (let i = this.layers.length - 1; i > first; i--) {
      current = this.layers[i]!.backward(current, inner);
    }
    if (inputGradient) return this.layers[0]!.backward(current, inner);
    this.layers[first]!.backward(current, { inputGradient, workspace });
    return undefined;
  }

  /**
   * Computes outputs for any number of inputs, in blocks that keep the memory
   * small.
   *
   * @param inputs `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, which never changes later.
   * @throws {ShapeError} If the inputs do not fit.
   * @throws {Error} If the model is not built.
   *
   * @example
   * ```ts
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new Sequential([new Dense(1, { inputs: 2 })]);
   * model.parameters[0]!.assign(tensor([[1], [10]]));
   * assertEquals(model.predict(tensor([[1, 2], [3, 4]])).toArray(), [[21], [43]]);
   * ```
   */
  predict(inputs: Tensor): Tensor {
    const built = this.#built ?? refuseUnbuiltModel(this.name, "predict");
    return predictInBlocks(this, inputs, built);
  }

  /**
   * Describes the built model: a table of its layers with activations, output
   * shapes and parameter counts. Buffers count as parameters that are not
   * trainable.
   *
   * @returns Lines to print.
   * @throws {Error} If the model is not built.
   *
   * @example
   * ```ts
   * import { Dense, Sequential } from "@cutedl/layers";
   * import { assertEquals } from "@std/assert";
   *
   * const model = new Sequential([
   *   new Dense(128, { inputs: 784, activation: "relu" }),
   *   new Dense(10),
   * ]);
   * assertEquals(
   *   model.summary(),
   *   `
   * sequential, inputs [batch, 784]
   *
   * Layer          Activation  Output shape  Parameters
   * ───────────────────────────────────────────────────
   * 0.dense        relu        [batch, 128]     100,480
   * 1.dense        linear      [batch, 10]        1,290
   * ───────────────────────────────────────────────────
   * Total                                       101,770
   * Trainable                                   101,770
   * Non-trainable                                     0
   * `.trim(),
   * );
   * ```
   */
  summary(): string {
    const { inputShape } = this.#built ??
      refuseUnbuiltModel(this.name, "summarize");
    return formatSummary(
      summarize(this.name, inputShape, leavesOf(this.layers)),
    );
  }

  /**
   * Shows the model in a notebook: its summary once it is built, before that the
   * names of its layers.
   *
   * @returns A table as HTML, and as text.
   */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const layers = leavesOf(this.layers);
    if (this.#built === undefined) {
      const names = layers.map(({ name }) => name).join(", ");
      return { "text/plain": `${this.name}, not built: ${names}` };
    }
    const summary = summarize(this.name, this.#built.inputShape, layers);
    return {
      "text/plain": formatSummary(summary),
      "text/html": summaryToHtml(summary),
    };
  }
}
