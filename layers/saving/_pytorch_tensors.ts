import { type Parameter, type Tensor, transpose } from "@cutedl/tensor";
import { BatchNormalization } from "../batch_normalization.ts";
import { Dense } from "../dense.ts";
import type { Layer } from "../layer.ts";
import { LayerNormalization } from "../layer_normalization.ts";
import type { ExpectedWeight } from "./_assign_weights.ts";

/** Names of PyTorch by ours. */
type Names = Readonly<Record<string, string>>;

const DENSE: Names = { kernel: "weight", bias: "bias" };
const LAYER_NORMALIZATION: Names = { gamma: "weight", beta: "bias" };
const BATCH_NORMALIZATION: Names = {
  ...LAYER_NORMALIZATION,
  movingMean: "running_mean",
  movingVariance: "running_var",
};

/** Tensors of the module of PyTorch that a layer corresponds to. */
export function pytorchTensors(
  layer: Layer,
  module: string,
): ExpectedWeight[] {
  const names = namesOf(layer);
  return [...layer.parameters, ...layer.buffers ?? []].map((parameter) => {
    const name = names[parameter.name] ?? parameter.name;
    return {
      name: nameIn(module, name),
      ...layer instanceof Dense && name === "weight"
        ? transposed(parameter)
        : asItIs(parameter),
    };
  });
}

/** Tensors of the module that mean nothing to the layer. */
export function ignoredTensors(layer: Layer, module: string): string[] {
  return layer instanceof BatchNormalization
    ? [nameIn(module, "num_batches_tracked")] // for a mean of all batches
    : [];
}

function namesOf(layer: Layer): Names {
  if (layer instanceof Dense) return DENSE;
  if (layer instanceof BatchNormalization) return BATCH_NORMALIZATION;
  return layer instanceof LayerNormalization ? LAYER_NORMALIZATION : {};
}

function nameIn(module: string, name: string): string {
  return module === "" ? name : `${module}.${name}`;
}

function asItIs(parameter: Parameter): Omit<ExpectedWeight, "name"> {
  return {
    shape: parameter.value.shape,
    assign: (weight) => parameter.assign(weight),
  };
}

/** `[units, inputs]` for a kernel `[inputs, units]`. */
function transposed(parameter: Parameter): Omit<ExpectedWeight, "name"> {
  return {
    shape: parameter.value.shape.toReversed(),
    assign: (weight: Tensor) => parameter.assign(transpose(weight)),
  };
}
