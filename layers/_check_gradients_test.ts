import {
  type Random,
  randomTensor,
  SparseTensor,
  type Tensor,
  type Workspace,
} from "@cutedl/tensor";
import { assertLess } from "@std/assert";
import type { Layer } from "./mod.ts";

/** Step of the differences: the truncation error is of the order of its square. */
export const STEP = 2 ** -7;
const TOLERANCE = 2e-3; // truncation about STEP², rounding about 1e-6 / STEP

/** How {@linkcode checkGradients} runs a layer. */
interface CheckOptions {
  workspace?: Workspace;
  /** Whether the differences are those of training; default `false`. */
  training?: boolean;
  /** How many elements of each array to check, spread evenly; default all. */
  elements?: number;
}

/** Compares all gradients of `Σ c · outputs` with central differences. */
export function checkGradients(
  layer: Layer,
  inputs: Tensor,
  options: CheckOptions = {},
): void {
  const states = randomsOf(layer).map(({ state }) => state);
  const forward = (training: boolean): Tensor => {
    randomsOf(layer).forEach((random, i) => random.state = states[i]!);
    return layer.forward(inputs, { ...options, training });
  };
  const outputs = forward(true);
  const c = randomTensor(outputs.shape, { seed: 99 });
  const loss = (): number =>
    forward(options.training ?? false).data
      .reduce((sum, y, i) => sum + y * c.data[i]!, 0);

  const { workspace, elements = Infinity } = options;
  const inputGradient = layer.backward(c, workspace ? { workspace } : {});
  const checked = [
    ...(inputs instanceof SparseTensor
      ? []
      : [["inputs", inputs.data, inputGradient.data] as const]),
    ...layer.parameters.filter(({ trainable }) => trainable)
      .map(({ name, value, gradient }) =>
        [name, value.data, gradient.data] as const
      ),
  ];
  for (const [name, values, gradient] of checked) {
    const count = Math.min(values.length, elements);
    for (let nth = 0; nth < count; nth++) {
      const i = Math.floor(nth * values.length / count);
      const value = values[i]!;
      values[i] = value + STEP;
      const [high, above] = [values[i]!, loss()];
      values[i] = value - STEP;
      const [low, below] = [values[i]!, loss()];
      values[i] = value;
      const expected = (above - below) / (high - low);
      assertLess(
        Math.abs(gradient[i]! - expected),
        TOLERANCE * Math.max(1, Math.abs(expected)),
        `${name}[${i}]: ${gradient[i]}, expected ${expected}`,
      );
    }
  }
}

/** The random sources of a layer, or of the layers that it is made of. */
function randomsOf({ random, layers = [] }: Layer): Random[] {
  return [
    ...random === undefined ? [] : [random],
    ...layers.flatMap(randomsOf),
  ];
}
