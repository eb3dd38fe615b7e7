import { type ActivationChoice, Dense, Sequential } from "@cutedl/layers";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import { oneHot, Random, type Tensor, tensor } from "@cutedl/tensor";
import { loadEngine, WasmEngine } from "@cutedl/tensor/engine";
import { assertClose } from "./assert_close.ts";

// The whole chain, model and loss together, for every activation in a hidden
// layer and every way to end a model: the gradient of every parameter against
// a central difference of the loss.

const [ROWS, INPUTS, CLASSES] = [6, 5, 3];
const random = new Random(3);
const inputs = draw([ROWS, INPUTS]);
const labels = tensor([0, 2, 1, 1, 0, 2]);
const values = draw([ROWS, CLASSES]);
const probabilities = tensor(values.data.map((v) => v * v), values.shape);

const hidden: ActivationChoice[] = [
  "linear",
  "relu",
  "leakyRelu",
  "sigmoid",
  "tanh",
  "gelu",
  "softplus",
  "softmax",
];
const probabilityMode = { fromLogits: false };
const endings: [Loss, ActivationChoice, Tensor][] = [
  [new CategoricalCrossentropy(), "linear", oneHot(labels, CLASSES)],
  [new CategoricalCrossentropy(probabilityMode), "softmax", probabilities],
  [new SparseCategoricalCrossentropy(), "linear", labels],
  [new SparseCategoricalCrossentropy(probabilityMode), "softmax", labels],
  [new BinaryCrossentropy(), "linear", probabilities],
  [new BinaryCrossentropy(probabilityMode), "sigmoid", probabilities],
  [new MeanSquaredError(), "tanh", values],
  [new MeanSquaredError(), "gelu", values],
];
const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];

for (const engine of engines) {
  for (const activation of hidden) {
    for (const [loss, last, targets] of endings) {
      const mode = `${loss.predictions}, ending in ${last}`;
      Deno.test(`${engine.description}: ${activation} under ${loss.name} (${mode}) has the gradient of its loss`, () => {
        const model = new Sequential([
          new Dense(4, { inputs: INPUTS, activation }),
          new Dense(CLASSES, { activation: last }),
        ], { seed: 1, engine });
        const outputs = model.forward(inputs, { training: true });
        const { gradient } = loss.compute(outputs, targets);
        const inputGradient = model.backward(gradient);

        const value = () => loss.compute(model.forward(inputs), targets).value;
        for (const parameter of model.parameters) {
          assertGradient(parameter.value.data, parameter.gradient.data, value);
        }
        assertGradient(inputs.data, inputGradient.data, value);
      });
    }
  }
}

/** Asserts that a gradient is the slope of a function of some elements. */
function assertGradient(
  elements: Float32Array,
  gradient: Float32Array,
  value: () => number,
): void {
  const step = 2 ** -7; // float32 holds it exactly; error of order step²
  const slopes = Array.from(elements, (element, i) => {
    elements[i] = element + step;
    const above = value();
    elements[i] = element - step;
    const below = value();
    elements[i] = element;
    return (above - below) / (2 * step);
  });
  assertClose(gradient, slopes, { absolute: 3e-4 });
}

function draw(shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length);
  return tensor(
    Float32Array.from({ length: size }, () => random.uniform(-0.9, 0.9)),
    shape,
  );
}
