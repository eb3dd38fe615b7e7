import {
  type ActivationFunction,
  type ActivationName,
  Dense,
  type Layer,
  LeakyRelu,
  Sequential,
} from "./mod.ts";
import {
  loadEngine,
  Random,
  randomTensor,
  ReusedWorkspace,
  SparseTensor,
  type Tensor,
} from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assert, assertEquals } from "@std/assert";
import { blasEngines } from "../tests/blas_engine.ts";
import { skipsZeros } from "../tests/skips_zeros.ts";
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

for (const relaxedSimd of [true, false]) {
  const engine = new WasmEngine({ relaxedSimd });
  for (const density of [0, 0.1, 0.3]) {
    Deno.test(`Dense has right gradients of inputs of density ${density} on ${engine.description}`, () => {
      const layer = new Dense(33, { activation: "gelu" });
      layer.build([35], { engine });
      const workspace = new ReusedWorkspace(engine);
      const inputs = workspace.tensor({}, "inputs", [34, 35]);
      const chances = randomTensor(inputs.shape, { seed: 6, low: 0, high: 1 });
      inputs.data.set(
        randomTensor(inputs.shape, { seed: 7 }).data
          .map((x, i) => chances.data[i]! < density ? x : 0),
      );
      for (const transposeA of [false, true]) {
        const [m, k] = transposeA ? [35, 34] : [34, 35];
        const size = { m, k, n: 33, transposeA };
        assert(skipsZeros(engine, inputs.data, size));
      }
      checkGradients(layer, inputs, { workspace });
    });
  }

  for (const units of [10, 7]) {
    Deno.test(`Dense of ${units} units has right gradients of listed pixels on ${engine.description}`, () => {
      const layer = new Dense(units, { activation: "tanh" });
      layer.build([18], { engine });
      const workspace = new ReusedWorkspace(engine);
      const random = new Random(8);
      const pixels = Uint8Array.from(
        { length: 9 * 18 },
        () => random.uniform() < 0.2 ? random.integer(256) : 0,
      );
      const indices = new Uint32Array([8, 1, 7, 0, 3, 3]);
      const options = { rowLength: 18, scale: 1 / 255, constant: true };
      const source = engine.listPixels(pixels, options)!;
      const memory = engine.allocate(source.batchLength(indices.length));
      const inputs = new SparseTensor(workspace.tensor({}, "inputs", [6, 18]));
      inputs.renew(
        source.batch(indices, memory, () => {
          throw new Error("Nobody asked for all elements");
        })!,
      );
      checkGradients(layer, inputs, { workspace });
    });
  }
}
