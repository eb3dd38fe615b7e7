/**
 * Weights from elsewhere for a built model, by name.
 *
 * @module
 */
import type { Tensor } from "@cutedl/tensor";
import type { Layer } from "../layer.ts";
import {
  type MisshapenTensor,
  type NamedShape,
  WeightsError,
} from "./weights_error.ts";

/** Options for {@linkcode loadWeights}. */
export interface LoadWeightsOptions {
  /** What errors call the weights, such as their file; default `weights`. */
  name?: string;
}

/**
 * Copies values into the parameters and buffers of a built model, by name: all
 * of them, or none.
 *
 * @param model A model or a layer.
 * @param weights A tensor for each parameter and buffer.
 * @param options What errors call the weights.
 * @throws {WeightsError} If one is missing, too many, or of another shape;
 * nothing has changed.
 * @throws {Error} If the model is not built.
 *
 * @example A layer of PyTorch, whose weight is `[units, inputs]`
 * ```ts
 * import { Dense, loadWeights, Sequential } from "@cutedl/layers";
 * import {
 *   decodeSafetensors,
 *   encodeSafetensors,
 *   tensor,
 *   transpose,
 * } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = encodeSafetensors(
 *   new Map([
 *     ["fc.weight", tensor([[1, 2, 3], [4, 5, 6]])],
 *     ["fc.bias", tensor([7, 8])],
 *   ]),
 * );
 * const { tensors } = decodeSafetensors(bytes);
 * const model = new Sequential([new Dense(2, { inputs: 3 })]);
 * loadWeights(
 *   model,
 *   new Map([
 *     ["0.dense.kernel", transpose(tensors.get("fc.weight")!)],
 *     ["0.dense.bias", tensors.get("fc.bias")!],
 *   ]),
 * );
 * const outputs = model.predict(tensor([[1, 0, 1]]));
 * assertEquals(outputs.toArray(), [[1 + 3 + 7, 4 + 6 + 8]]);
 * ```
 */
export function loadWeights(
  model: Layer,
  weights: ReadonlyMap<string, Tensor>,
  options: LoadWeightsOptions = {},
): void {
  const { name = "weights" } = options;
  if (model.outputShape === undefined) {
    throw new Error(
      `Cannot load ${name}: expected a built model, received ${model.name} ` +
        "before build: call build(inputShape)",
    );
  }
  const parameters = [...model.parameters, ...model.buffers ?? []];
  const missing: NamedShape[] = [];
  const misshapen: MisshapenTensor[] = [];
  const extra = new Map(weights);
  for (const { name, value } of parameters) {
    const weight = weights.get(name);
    extra.delete(name);
    if (weight === undefined) missing.push({ name, shape: value.shape });
    else if (String(weight.shape) !== String(value.shape)) {
      const { shape: expected } = value;
      misshapen.push({ name, expected, received: weight.shape });
    }
  }
  if (missing.length + misshapen.length + extra.size > 0) {
    throw new WeightsError({
      name,
      missing,
      extra: [...extra].map(([name, { shape }]) => ({ name, shape })),
      misshapen,
    });
  }
  for (const parameter of parameters) {
    parameter.assign(weights.get(parameter.name)!);
  }
}
