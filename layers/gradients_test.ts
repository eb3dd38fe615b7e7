import {
  type ActivationFunction,
  type ActivationName,
  Dense,
  type Layer,
  LeakyRelu,
  Sequential,
} from "./mod.ts";
import { loadEngine, randomTensor, type Tensor } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";
import { blasEngines } from "../tests/blas_engine.ts";
import { checkGradients, STEP } from "./_check_gradients_test.ts";

/** Sets all parameters so that no pre-activation is near the kink at 0. */
function avoidKink(layer: Layer, inputs: Tensor): void {
  const [kernel, bias] = layer.parameters;
  const units = layer.outputShape![0]!;
  for (let seed = 0;; seed++) {
    kernel!.assign(randomTensor(kernel!.value.shape, { seed }));
    bias?.assign(randomTensor([units], { seed: seed + 1000 }));
    const z: number[] = [];
    for (let i = 0; i < inputs.shape[0]! * units; i++) {
      const [row, unit] = [Math.floor(i / units), i % units];
      let sum = bias?.value.data[unit] ?? 0;
      for (let p = 0; p < inputs.shape[1]!; p++) {
        sum += inputs.data[row * inputs.shape[1]! + p]! *
          kernel!.value.data[p * units + unit]!;
      }
      z.push(sum);
    }
    const isFar = z.every((value) => Math.abs(value) > 2 * STEP);
    if (isFar && Math.min(...z) < 0 && Math.max(...z) > 0) return;
  }
}

const cubic: ActivationFunction = {
  name: "cubic",
  savesInputs: true,
  forward(inputs, { outputs }) {
    outputs.data.set(inputs.data.map((z) => z ** 3));
  },
  backward(gradient, { saved, outputs }) {
    outputs.data.set(gradient.data.map((g, i) => 3 * saved.data[i]! ** 2 * g));
  },
};

const names: Record<ActivationName, true> = {
  linear: true,
  relu: true,
  leakyRelu: true,
  sigmoid: true,
  tanh: true,
  gelu: true,
  softplus: true,
  softmax: true,
};
const activations = [
  ...Object.keys(names) as ActivationName[],
  new LeakyRelu({ negativeSlope: 0.3 }),
  cubic,
];

const engines = [loadEngine("reference"), loadEngine("wasm"), ...blasEngines];
for (const engine of engines) {
  for (const activation of activations) {
    const name = typeof activation === "string"
      ? activation
      : `a given ${activation.name}`;
    Deno.test(`Dense with ${name} has right gradients on ${engine.name}`, () => {
      for (const useBias of [true, false]) {
        const layer = new Dense(3, { activation, useBias });
        layer.build([5], { engine });
        const inputs = randomTensor([4, 5], { seed: 5 });
        avoidKink(layer, inputs);
        checkGradients(layer, inputs);
      }
    });
  }

  Deno.test(`Sequential has right gradients on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(4, { inputs: 3, activation: "tanh" }),
      new Sequential([
        new Dense(5, { activation: "gelu", biasInitializer: "uniform" }),
        new Dense(2, { activation: "softmax" }),
      ]),
      new Dense(2, { kernelInitializer: "heNormal" }),
    ], { seed: 3, engine });
    assertEquals(model.parameters.length, 8);
    checkGradients(model, randomTensor([3, 3], { seed: 5 }));
  });
}
