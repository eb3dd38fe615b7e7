/**
 * A model from the bytes of a safetensors file.
 *
 * @module
 */
import {
  decodeSafetensors,
  type EngineChoice,
  formatText,
  loadEngine,
  type Safetensors,
} from "@cutedl/tensor";
import { leavesOf } from "../_leaves.ts";
import type { ConfigClass } from "../config.ts";
import { Sequential } from "../sequential.ts";
import { type Description, readDescription } from "./_description.ts";
import { fileValues } from "./_file_values.ts";
import { messageOf, type Refuse, refusing } from "./_refuse.ts";
import { Reviver } from "./_revive.ts";
import { loadWeights } from "./load_weights.ts";
import { WeightsError } from "./weights_error.ts";

/** Options for {@linkcode modelFromBytes}. */
export interface ModelFromBytesOptions {
  /**
   * Classes of your own that the model has, by name: layers, and activations and
   * initializers as well.
   */
  layers?: Readonly<Record<string, ConfigClass>>;
  /** Engine that computes and holds the parameters; default `auto`. */
  engine?: EngineChoice;
  /** What errors call the file, such as its path; default `model`. */
  name?: string;
}

/**
 * Reads a model that {@linkcode modelToBytes} has written.
 *
 * The file is read as untrusted: it can name only classes of this package and
 * those that are given, and the memory that it takes is about as large as it is.
 *
 * @param bytes The whole file.
 * @param options Classes of your own, and the engine.
 * @returns A built model with the same parameters, buffers and random states.
 * @throws {SafetensorsError} If the file is damaged, has no model of this
 * package or one of a later format, or names a class that is not known.
 * @throws {WeightsError} If its tensors are not those of its model.
 * @throws {RangeError} If no engine has that name.
 *
 * @example A layer of your own
 * ```ts
 * import {
 *   type Config,
 *   Dense,
 *   type Layer,
 *   modelFromBytes,
 *   modelToBytes,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { scale, tensor, type Tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * class Scale implements Layer {
 *   readonly name = "scale";
 *   readonly parameters = [];
 *   readonly factor: number;
 *   inputShape: readonly number[] | undefined;
 *   outputShape: readonly number[] | undefined;
 *   constructor({ factor }: { factor: number }) {
 *     this.factor = factor;
 *   }
 *   get config(): Config {
 *     return { factor: this.factor };
 *   }
 *   build(inputShape: readonly number[]): void {
 *     this.inputShape = this.outputShape = inputShape;
 *   }
 *   forward(inputs: Tensor): Tensor {
 *     return scale(inputs, this.factor);
 *   }
 *   backward(gradient: Tensor): Tensor {
 *     return scale(gradient, this.factor);
 *   }
 * }
 *
 * const model = new Sequential([
 *   new Dense(1, { inputs: 1 }),
 *   new Scale({ factor: 2 }),
 * ]);
 * const bytes = modelToBytes(model);
 * const loaded = modelFromBytes(bytes, { layers: { Scale } });
 * const inputs = tensor([[3]]);
 * assertEquals(loaded.predict(inputs), model.predict(inputs));
 * ```
 */
export function modelFromBytes(
  bytes: Uint8Array,
  options: ModelFromBytesOptions = {},
): Sequential {
  const { name = "model" } = options;
  return modelFromSafetensors(decodeSafetensors(bytes, { name }), options);
}

/**
 * Makes the model that is in a file, for files that hold more than a model.
 *
 * @param file Tensors and metadata, as of {@linkcode modelToSafetensors}; what
 * else is in the metadata, and tensors whose names begin with `session.`, are
 * left alone.
 * @param options Classes of your own, and the engine.
 * @returns A built model with the same parameters, buffers and random states.
 * @throws {SafetensorsError} If there is no model of this package or one of a
 * later format, or a class that is not known.
 * @throws {WeightsError} If the tensors are not those of the model.
 * @throws {RangeError} If no engine has that name.
 *
 * @example
 * ```ts
 * import {
 *   Dense,
 *   modelFromSafetensors,
 *   modelToSafetensors,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([new Dense(1, { inputs: 2 })], { seed: 3 });
 * const copy = modelFromSafetensors(modelToSafetensors(model));
 * assertEquals(copy.parameters[0]!.value, model.parameters[0]!.value);
 * ```
 */
export function modelFromSafetensors(
  file: Safetensors,
  options: ModelFromBytesOptions = {},
): Sequential {
  const { layers = {}, engine = "auto", name = "model" } = options;
  const refuse: Refuse = refusing(name);
  const description = readDescription(file.metadata, refuse);
  const tensors = new Map(
    [...file.tensors].filter(([name]) => !name.startsWith("session.")),
  );
  const computing = loadEngine(engine); // a mistake here is not the file's
  const model = new Reviver(layers, refuse).revive(description.model);
  if (!(model instanceof Sequential)) {
    refuse("a model that is a Sequential", "another object");
  }
  try {
    model.build(description.inputShape, {
      engine: computing,
      values: fileValues(tensors, name),
    });
  } catch (cause) {
    if (cause instanceof WeightsError) throw cause;
    refuse("layers that can be built", "others", {
      remedy: messageOf(cause),
      cause,
    });
  }
  loadWeights(model, tensors, { name });
  restoreFrozen(model, description, refuse);
  restoreRandom(model, description, refuse);
  return model;
}

function restoreFrozen(
  model: Sequential,
  { frozen }: Description,
  refuse: Refuse,
): void {
  const parameters = new Map(model.parameters.map((each) => [each.name, each]));
  for (const name of frozen) {
    const parameter = parameters.get(name) ??
      refuse("frozen parameters of the model", formatText(name));
    parameter.trainable = false;
  }
}

function restoreRandom(
  model: Sequential,
  description: Description,
  refuse: Refuse,
): void {
  const states = new Map(Object.entries(description.random));
  for (const { name, layer } of leavesOf(model.layers)) {
    if (layer.random === undefined) continue;
    const state = states.get(name) ??
      refuse(`a random state of ${formatText(name)}`, "none");
    states.delete(name);
    try {
      layer.random.state = state;
    } catch (cause) {
      refuse(`a random state of ${formatText(name)}`, `[${state}]`, { cause });
    }
  }
  const [extra] = states.keys();
  if (extra !== undefined) {
    refuse("random states of layers that have one", formatText(extra));
  }
}
