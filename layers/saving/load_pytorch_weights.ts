/**
 * State dicts of PyTorch modules for a built model.
 *
 * @module
 */
import { formatText, type Tensor } from "@cutedl/tensor";
import { leavesOf, type NamedLayer } from "../_leaves.ts";
import type { Layer } from "../layer.ts";
import { assertBuilt } from "./_assert_built.ts";
import { assertWeights } from "./_assert_weights.ts";
import { assignWeights } from "./_assign_weights.ts";
import { orderModules } from "./_pytorch_modules.ts";
import { ignoredTensors, pytorchTensors } from "./_pytorch_tensors.ts";
import type { LoadWeightsOptions } from "./load_weights.ts";

/** Options for {@linkcode loadPyTorchWeights}. */
export interface LoadPyTorchWeightsOptions extends LoadWeightsOptions {
  /**
   * Names of the modules that have tensors, such as `fc1`, in the order of the
   * layers that have parameters; by default those in the names of the tensors,
   * in the order of their numbers, as `nn.Sequential` gives them.
   */
  modules?: readonly string[];
}

/**
 * Copies the state dict of a PyTorch module into the parameters and buffers of a
 * built model: all of it, or nothing.
 *
 * Modules with tensors go to layers with parameters, one after the other; it does
 * not matter how many others, such as activations, are between them.
 *
 * | PyTorch                                   | here                            |
 * | ----------------------------------------- | ------------------------------- |
 * | `Linear` `weight`, `[units, inputs]`      | `Dense` `kernel`, its transpose |
 * | `Linear` `bias`                           | `Dense` `bias`                  |
 * | `BatchNorm1d`, `LayerNorm` `weight`       | `gamma`                         |
 * | `BatchNorm1d`, `LayerNorm` `bias`         | `beta`                          |
 * | `BatchNorm1d` `running_mean`              | `movingMean`                    |
 * | `BatchNorm1d` `running_var`               | `movingVariance`                |
 * | `BatchNorm1d` `num_batches_tracked`       | left out                        |
 *
 * Parameters of a layer of your own keep their names and shapes.
 *
 * @param model A model or a layer.
 * @param weights Tensors by name, as `save_file(module.state_dict(), path)` of
 * Hugging Face's safetensors writes them into a file.
 * @param options Names of modules, and what errors call the weights.
 * @throws {WeightsError} If a tensor is missing, too many, or of another shape,
 * each by its name in PyTorch; nothing has changed.
 * @throws {RangeError} If there are not as many modules as layers, or their
 * order is not known.
 * @throws {TypeError} If the weights are no map.
 * @throws {Error} If the model is not built.
 *
 * @example `nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))`
 * ```ts
 * import { Dense, loadPyTorchWeights, Sequential } from "@cutedl/layers";
 * import { tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(2, { inputs: 3, activation: "relu" }),
 *   new Dense(1),
 * ]);
 * loadPyTorchWeights(
 *   model,
 *   new Map([
 *     ["0.weight", tensor([[1, 2, 3], [4, 5, 6]])],
 *     ["0.bias", tensor([7, -8])],
 *     ["2.weight", tensor([[10, 100]])],
 *     ["2.bias", tensor([0.5])],
 *   ]),
 * );
 * const outputs = model.predict(tensor([[1, 0, 1]]));
 * assertEquals(outputs.toArray(), [
 *   [10 * (1 + 3 + 7) + 100 * (4 + 6 - 8) + 0.5],
 * ]);
 * ```
 */
export function loadPyTorchWeights(
  model: Layer,
  weights: ReadonlyMap<string, Tensor>,
  options: LoadPyTorchWeightsOptions = {},
): void {
  const { name = "weights" } = options;
  assertWeights(weights, name);
  const { modules = orderModules(weights.keys(), name) } = options;
  assertBuilt(model, name);
  const leaves = model.layers === undefined
    ? [{ name: model.name, layer: model }]
    : leavesOf(model.layers);
  const layers = leaves.filter(({ layer }) =>
    layer.parameters.length + (layer.buffers ?? []).length > 0
  );
  if (modules.length !== layers.length) refuseCount(layers, modules, name);
  const others = new Map(weights);
  const expected = layers.flatMap(({ layer }, i) => {
    const module = modules[i]!;
    for (const name of ignoredTensors(layer, module)) others.delete(name);
    return pytorchTensors(layer, module);
  });
  assignWeights(expected, others, name);
}

function refuseCount(
  layers: readonly NamedLayer[],
  modules: readonly string[],
  title: string,
): never {
  throw new RangeError(
    `Cannot load ${title}: expected ${layers.length} modules with tensors, ` +
      `for ${listed(layers.map(({ name }) => name))}, received ` +
      `${modules.length}: ${listed(modules.map((name) => formatText(name)))}`,
  );
}

const SHOWN = 20; // in the message

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length - SHOWN;
  const rest = more > 0 ? ` and ${more} more` : "";
  return names.slice(0, SHOWN).join(", ") + rest;
}
