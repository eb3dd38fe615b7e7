/**
 * A model as the bytes of a safetensors file.
 *
 * @module
 */
import {
  encodeSafetensors,
  type RandomState,
  type Safetensors,
} from "@cutedl/tensor";
import { leavesOf } from "../_leaves.ts";
import { refuseUnbuiltModel } from "../_refusals.ts";
import type { Sequential } from "../sequential.ts";
import { describe } from "./_describe.ts";
import { DESCRIPTION_KEY, writeDescription } from "./_description.ts";

/**
 * Writes a built model into the bytes of a safetensors file, which
 * {@linkcode modelFromBytes} reads again.
 *
 * Parameters and buffers are tensors under their names, such as
 * `0.dense.kernel`, which any tool that reads safetensors finds. The metadata
 * `cutedl` describes the rest as JSON: layers, activations and initializers by
 * class and options, seeds, what is frozen, states of random sources, and the
 * version of this package.
 *
 * @param model A built model.
 * @returns The bytes of the file.
 * @throws {TypeError} If an object in the model has no config, or one that JSON
 * cannot say.
 * @throws {RangeError} If the description is longer than 4 MB.
 * @throws {Error} If the model is not built.
 *
 * @example
 * ```ts
 * import {
 *   Dense,
 *   modelFromBytes,
 *   modelToBytes,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(4, { inputs: 2, activation: "tanh" }),
 *   new Dense(1),
 * ], { seed: 1 });
 * const loaded = modelFromBytes(modelToBytes(model));
 * const inputs = tensor([[0, 1], [1, 1]]);
 * assertEquals(loaded.predict(inputs), model.predict(inputs));
 * ```
 */
export function modelToBytes(model: Sequential): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = modelToSafetensors(model);
  return encodeSafetensors(tensors, { metadata });
}

/**
 * What {@linkcode modelToBytes} writes, for files that hold more than a model.
 *
 * A file may have further metadata, and further tensors whose names begin with
 * `session.`: {@linkcode modelFromBytes} does not mind them.
 *
 * @param model A built model.
 * @returns Copies of its parameters and buffers by name, and the metadata
 * `cutedl`.
 * @throws {TypeError} If an object in the model has no config, or one that JSON
 * cannot say.
 * @throws {RangeError} If the description is longer than 4 MB.
 * @throws {Error} If the model is not built.
 *
 * @example
 * ```ts
 * import { Dense, modelToSafetensors, Sequential } from "@cutedl/layers";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([new Dense(1, { inputs: 2 })]);
 * const { tensors } = modelToSafetensors(model);
 * assertEquals([...tensors.keys()], ["0.dense.kernel", "0.dense.bias"]);
 * ```
 */
export function modelToSafetensors(model: Sequential): Safetensors {
  const { inputShape, outputShape, parameters, buffers } = model;
  if (inputShape === undefined || outputShape === undefined) {
    refuseUnbuiltModel(model.name, "save");
  }
  const random: [string, RandomState][] = [];
  for (const { name, layer } of leavesOf(model.layers)) {
    if (layer.random !== undefined) random.push([name, layer.random.state]);
  }
  const description = writeDescription({
    model: describe(model),
    inputShape,
    frozen: parameters.filter(({ trainable }) => !trainable)
      .map(({ name }) => name),
    random: Object.fromEntries(random),
  });
  return {
    tensors: new Map(
      [...parameters, ...buffers].map(({ name, value }) => [
        name,
        value.clone(),
      ]),
    ),
    metadata: new Map([[DESCRIPTION_KEY, description]]),
  };
}
