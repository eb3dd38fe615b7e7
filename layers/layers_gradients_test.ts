import {
  Activation,
  BatchNormalization,
  Dense,
  Dropout,
  Flatten,
  type Layer,
  LayerNormalization,
  Reshape,
  Sequential,
} from "./mod.ts";
import { loadEngine, randomTensor, ReusedWorkspace } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals } from "@std/assert";
import { checkGradients } from "./_check_gradients_test.ts";

const makers: [string, () => Layer][] = [
  ["Activation of tanh", () => new Activation("tanh")],
  ["Activation of gelu", () => new Activation("gelu")],
  ["Activation of softmax", () => new Activation("softmax")],
  ["BatchNormalization", () => new BatchNormalization({ epsilon: 0.1 })],
  [
    "BatchNormalization without gamma",
    () => new BatchNormalization({ epsilon: 0.1, scale: false }),
  ],
  [
    "BatchNormalization without beta",
    () => new BatchNormalization({ epsilon: 0.1, center: false }),
  ],
  ["Dropout", () => new Dropout(0.4)],
  ["Dropout of nothing", () => new Dropout(0)],
  ["Flatten", () => new Flatten()],
  ["LayerNormalization", () => new LayerNormalization({ epsilon: 0.1 })],
  [
    "LayerNormalization without gamma and beta",
    () => new LayerNormalization({ epsilon: 0.1, scale: false, center: false }),
  ],
  ["Reshape", () => new Reshape([5, 3])],
  [
    "Sequential of all of them",
    () =>
      new Sequential([
        new Reshape([5, 3]),
        new BatchNormalization({ epsilon: 0.1 }),
        new Flatten(),
        new Dense(6),
        new LayerNormalization({ epsilon: 0.1 }),
        new Activation("tanh"),
        new Dropout(0.3),
        new Dense(4, { useBias: false }),
        new BatchNormalization({ epsilon: 0.1 }),
      ]),
  ],
];
const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];

for (const engine of engines) {
  for (const [name, make] of makers) {
    Deno.test(`${name} has right gradients on ${engine.description}`, () => {
      const workspace = new ReusedWorkspace(engine);
      for (const where of [{}, { workspace }]) {
        const layer = make();
        layer.build([3, 5], { engine });
        layer.parameters.forEach((parameter, seed) => {
          const { shape } = parameter.value;
          parameter.assign(randomTensor(shape, { seed, low: 0.2, high: 1.5 }));
        });
        const inputs = randomTensor([7, 3, 5], { seed: 5 });
        checkGradients(layer, inputs, { ...where, training: true });
      }
    });
  }

  Deno.test(`BatchNormalization that is frozen has right gradients on ${engine.description}`, () => {
    const layer = new BatchNormalization();
    layer.build([5], { engine });
    const inputs = randomTensor([7, 5], { seed: 5 });
    layer.forward(inputs, { training: true }); // moves the moments
    layer.parameters.forEach((parameter, seed) => {
      parameter.assign(randomTensor([5], { seed }));
      parameter.trainable = false;
    });
    // by evaluation, which has the fixed moments, and by training
    checkGradients(layer, inputs);
    checkGradients(layer, inputs, { training: true });
    const [gamma, beta] = layer.parameters;
    assertEquals(gamma!.gradient.data, new Float32Array(5));
    assertEquals(beta!.gradient.data, new Float32Array(5));
  });
}
