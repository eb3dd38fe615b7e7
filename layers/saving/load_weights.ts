/**
 * Weights from elsewhere for a built model, by name.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Layer } from "../layer.ts";
import { assertBuilt } from "./_assert_built.ts";
import { assertWeights } from "./_assert_weights.ts";
import { assignWeights } from "./_assign_weights.ts";

/** Options for {@linkcode loadWeights}. */
export interface LoadWeightsOptions {
  /** What errors call the weights, such as their file; default `weights`. */
  name?: string;
}

/**
 * Copies values into the parameters and buffers of a built model, by name: all
 * of them, or none. {@linkcode loadPyTorchWeights} takes those of PyTorch.
 *
 * @param model A model or a layer.
 * @param weights A tensor for each parameter and buffer.
 * @param options What errors call the weights.
 * @throws {WeightsError} If one is missing, too many, or of another shape;
 * nothing has changed.
 * @throws {TypeError} If the weights are no map.
 * @throws {Error} If the model is not built.
 *
 * @example Weights of a file, into a model with the same layers
 * ```ts
 * import {
 *   Dense,
 *   loadWeights,
 *   modelToBytes,
 *   Sequential,
 * } from "@cutedl/layers";
 * import { decodeSafetensors } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = modelToBytes(new Sequential([new Dense(2, { inputs: 3 })]));
 * const model = new Sequential([new Dense(2, { inputs: 3 })], { seed: 1 });
 * loadWeights(model, decodeSafetensors(bytes).tensors);
 * assertEquals(modelToBytes(model).slice(-24), bytes.slice(-24)); // the kernel
 * ```
 */
export function loadWeights(
  model: Layer,
  weights: ReadonlyMap<string, Tensor>,
  options: LoadWeightsOptions = {},
): void {
  const { name = "weights" } = options;
  assertWeights(weights, name);
  assertBuilt(model, name);
  const parameters = [...model.parameters, ...model.buffers ?? []];
  const expected = parameters.map((parameter) => ({
    name: parameter.name,
    shape: parameter.value.shape,
    assign: (weight: Tensor) => parameter.assign(weight),
  }));
  assignWeights(expected, weights, name);
}
