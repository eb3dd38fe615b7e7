import {
  assertShape,
  type Engine,
  type EngineChoice,
  formatShape,
  loadEngine,
  type Parameter,
  Random,
  ReusedWorkspace,
  ShapeError,
  sizeOf,
  Tensor,
} from "@cutedl/tensor";
import { assertLayers } from "./_assert_layers.ts";
import { formatSummary, type NamedLayer } from "./_summary.ts";
import type {
  BackwardOptions,
  BuildOptions,
  ForwardOptions,
  Layer,
} from "./layer.ts";

/** Options for {@linkcode Sequential}. */
export interface SequentialOptions {
  /** Seed of the initial values: a whole number of at least 0; default 0. */
  seed?: number;
  /** Engine that computes and holds the parameters; default `auto`. */
  engine?: EngineChoice;
  /** Name within a model that this one is a layer of; default `sequential`. */
  name?: string;
}

/** Shapes of one input and one output. */
interface Shapes {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}

const BLOCK = 1024; // rows that predict computes at once

/**
 * A model that gives the outputs of each layer to the next.
 *
 * It is built when it is made if its first layer declares its inputs, else by
 * `build`. Layer `i` draws its initial values from
 * `new Random(seed).derive(i)`, and the names of its parameters begin with `i`
 * and its name, as in `0.dense.kernel`.
 *
 * A model is a layer itself. Layers that are built already, as those of a
 * nested model that declares its inputs or was trained before, keep their
 * values; the model that was built with them last names their parameters.
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
  #engine: Engine;
  #prefix = ""; // of the names of its layers
  #shapes: Shapes | undefined; // once built
  #workspace: ReusedWorkspace; // of predict

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
    const { seed = 0, engine = "auto", name = "sequential" } = options;
    assertLayers(layers);
    new Random(seed); // refuses what is no seed
    this.name = name;
    this.layers = Object.freeze([...layers]);
    this.seed = seed;
    this.#engine = loadEngine(engine);
    this.#workspace = new ReusedWorkspace(this.#engine);
    this.#assertDistinct();
    if (this.inputShape !== undefined) this.build();
  }

  /** Engine that computes and holds the parameters. */
  get engine(): Engine {
    return this.#engine;
  }

  /** Shape of one input; `undefined` where neither declared nor built. */
  get inputShape(): readonly number[] | undefined {
    return this.#shapes?.inputShape ?? this.layers[0]!.inputShape;
  }

  /** Shape of one output; `undefined` before `build`. */
  get outputShape(): readonly number[] | undefined {
    return this.#shapes?.outputShape;
  }

  /** Parameters of all layers, in order; empty before `build`. */
  get parameters(): readonly Parameter[] {
    if (this.#shapes === undefined) return [];
    return this.layers.flatMap((layer) => layer.parameters);
  }

  /** Name of the activation of the last layer, if it has one. */
  get outputActivation(): string | undefined {
    return this.layers.at(-1)!.outputActivation;
  }

  /**
   * Makes the parameters of all layers.
   *
   * @param inputShape Shape of one input, without the batch; by default what
   * the first layer declares.
   * @param options Source of initial values, engine, and prefix of names, by
   * default none.
   * @throws {ShapeError} If the layers do not fit the inputs or each other, or
   * the model is built for another shape already.
   * @throws {Error} If the shape is neither given nor declared.
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
  ): void {
    const {
      random = new Random(this.seed),
      engine: choice = this.#engine,
      name,
    } = options;
    if (inputShape === undefined) this.#unbuilt("build");
    const built = this.#shapes?.inputShape ?? inputShape;
    if (String(inputShape) !== String(built)) {
      throw new ShapeError({
        action: `build ${this.name}`,
        name: "input shape",
        expected: built,
        received: inputShape,
        remedy: "it is built already; create a new model for other inputs",
      });
    }
    const engine = loadEngine(choice);
    const prefix = name === undefined ? this.#prefix : `${name}.`;
    let shape = inputShape;
    this.layers.forEach((layer, i) => {
      const layerName = `${prefix}${i}.${layer.name}`;
      layer.build(shape, {
        random: random.derive(i),
        engine,
        name: layerName,
      });
      shape = layer.outputShape ?? unknownOutputs(layerName);
    });
    if (engine !== this.#engine) this.#workspace = new ReusedWorkspace(engine);
    this.#engine = engine;
    this.#prefix = prefix;
    this.#shapes = { inputShape: [...inputShape], outputShape: [...shape] };
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
    if (this.#shapes === undefined) this.#unbuilt("apply");
    let outputs = inputs;
    for (const layer of this.layers) outputs = layer.forward(outputs, options);
    return outputs;
  }

  /**
   * Computes the gradients of all parameters, for the last `forward` with
   * `training`, and the one for the inputs.
   *
   * @param gradient Gradient with respect to the outputs,
   * `[batch, ...outputShape]`.
   * @param options Whether the gradient for the inputs is wanted: without, the
   * first layer is spared it.
   * @returns Gradient with respect to the inputs, `[batch, ...inputShape]`.
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
   * @param gradient Gradient with respect to the outputs,
   * `[batch, ...outputShape]`.
   * @param options Whether the gradient for the inputs is wanted.
   * @returns Gradient with respect to the inputs, `[batch, ...inputShape]`, or
   * `undefined`.
   */
  backward(gradient: Tensor, options: BackwardOptions): Tensor | undefined;
  backward(
    gradient: Tensor,
    options: BackwardOptions = {},
  ): Tensor | undefined {
    if (this.#shapes === undefined) this.#unbuilt("differentiate");
    const inner = { ...options, inputGradient: true as const };
    let current = gradient;
    for (let i = this.layers.length - 1; i > 0; i--) {
      current = this.layers[i]!.backward(current, inner);
    }
    const outputs = this.layers[0]!.backward(current, options);
    return options.inputGradient === false ? undefined : outputs;
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
    const { inputShape, outputShape } = this.#shapes ??
      this.#unbuilt("predict");
    assertShape(inputs, ["batch", ...inputShape], {
      name: "inputs",
      action: "predict",
    });
    const options = { workspace: this.#workspace };
    const batch = inputs.shape[0]!;
    const inputSize = sizeOf(inputShape);
    const outputSize = sizeOf(outputShape);
    const outputs = new Float32Array(batch * outputSize);
    for (let start = 0; start < batch; start += BLOCK) {
      const rows = Math.min(BLOCK, batch - start);
      const block = rows === batch ? inputs : new Tensor(
        inputs.data.subarray(start * inputSize, (start + rows) * inputSize),
        [rows, ...inputShape],
      );
      outputs.set(this.forward(block, options).data, start * outputSize);
    }
    return new Tensor(outputs, [batch, ...outputShape]);
  }

  /**
   * Describes the built model: a table of its layers with activations, output
   * shapes and parameter counts.
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
   * Layer      Activation  Output shape  Parameters
   * ───────────────────────────────────────────────
   * 0.dense    relu        [batch, 128]     100,480
   * 1.dense    linear      [batch, 10]        1,290
   * ───────────────────────────────────────────────
   * Total                                   101,770
   * Trainable                               101,770
   * Frozen                                        0
   * `.trim(),
   * );
   * ```
   */
  summary(): string {
    const { inputShape } = this.#shapes ?? this.#unbuilt("summarize");
    const inputs = formatShape(["batch", ...inputShape]);
    return formatSummary(`${this.name}, inputs ${inputs}`, this.#leaves(""));
  }

  /** Layers that are no models themselves, with their names. */
  #leaves(prefix: string): NamedLayer[] {
    return this.layers.flatMap((layer, i) => {
      const name = `${prefix}${i}.${layer.name}`;
      return layer instanceof Sequential
        ? layer.#leaves(`${name}.`)
        : [{ name, layer }];
    });
  }

  #assertDistinct(): void {
    const names = new Map<Layer, string>();
    for (const { name, layer } of this.#leaves("")) {
      const earlier = names.get(layer);
      if (earlier !== undefined) {
        throw new RangeError(
          "Cannot create model: expected every layer once, received " +
            `${earlier} again as ${name}: create a second layer`,
        );
      }
      names.set(layer, name);
    }
  }

  #unbuilt(verb: string): never {
    throw new Error(
      `Cannot ${verb} ${this.name}: expected a built model, received one ` +
        "whose input shape is unknown: give the first layer inputs, as in " +
        "new Dense(10, { inputs: 784 }), or call build(inputShape)",
    );
  }
}

function unknownOutputs(name: string): never {
  throw new Error(
    `Cannot build layer ${name}: expected it to know its outputShape once ` +
      "built, received undefined: set it in build",
  );
}
