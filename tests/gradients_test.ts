import { type ActivationName, Dense, Sequential } from "@cutedl/layers";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import {
  type Engine,
  FreshWorkspace,
  oneHot,
  Random,
  type Tensor,
  tensor,
} from "@cutedl/tensor";
import { loadEngine, WasmEngine } from "@cutedl/tensor/engine";
import { assertClose } from "./assert_close.ts";
import { blasEngines } from "./blas_engine.ts";

// The whole chain, model and loss together: the gradient of every parameter
// against a central difference of the loss, for every activation under every
// loss, in a hidden layer and, where the loss can take it, at the end.

const [ROWS, INPUTS, CLASSES] = [6, 5, 3];
const random = new Random(3);
const inputs = draw([ROWS, INPUTS]);
const labels = tensor([0, 2, 1, 1, 0, 2]);
const values = draw([ROWS, CLASSES]);
const probabilities = tensor(values.data.map((v) => v * v), values.shape);

const known: Record<ActivationName, true> = {
  linear: true,
  relu: true,
  leakyRelu: true,
  sigmoid: true,
  tanh: true,
  gelu: true,
  softplus: true,
  softmax: true,
};
const activations = Object.keys(known) as ActivationName[];
const probabilityMode = { fromLogits: false };
/** Losses, targets for them, and the activations that a model may end in. */
const losses: [Loss, Tensor, ActivationName[]][] = [
  [new CategoricalCrossentropy(), oneHot(labels, CLASSES), activations],
  [
    new CategoricalCrossentropy(probabilityMode),
    probabilities,
    ["softmax", "sigmoid"],
  ],
  [new SparseCategoricalCrossentropy(), labels, activations],
  [
    new SparseCategoricalCrossentropy(probabilityMode),
    labels,
    ["softmax", "sigmoid"],
  ],
  [new BinaryCrossentropy(), probabilities, activations],
  [
    new BinaryCrossentropy(probabilityMode),
    probabilities,
    ["sigmoid", "softmax"],
  ],
  [new MeanSquaredError(), values, activations],
];
const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
  ...blasEngines,
];

for (const engine of engines) {
  for (const [loss, targets, endings] of losses) {
    for (const activation of activations) {
      const title = `${engine.description}: ${activation} under ${loss.name} ` +
        `of ${loss.predictions}`;
      Deno.test(`${title} has the gradient of its loss`, () => {
        checkGradients(loss, targets, {
          hidden: activation,
          last: endings[0]!,
          engine,
        });
        if (!endings.includes(activation)) return;
        checkGradients(loss, targets, {
          hidden: "tanh",
          last: activation,
          engine,
        });
      });
    }
  }
}

interface Chain {
  hidden: ActivationName;
  last: ActivationName;
  engine: Engine;
}

function checkGradients(
  loss: Loss,
  targets: Tensor,
  { hidden, last, engine }: Chain,
): void {
  const model = new Sequential([
    new Dense(4, { inputs: INPUTS, activation: hidden }),
    new Dense(CLASSES, { activation: last }),
  ], { seed: 1, engine });
  const outputs = model.forward(inputs, { training: true });
  const where = { workspace: new FreshWorkspace(engine) };
  const { gradient } = loss.compute(outputs, targets, where);
  const inputGradient = model.backward(gradient);

  const value = () => loss.compute(model.forward(inputs), targets, where).value;
  for (const parameter of model.parameters) {
    assertGradient(parameter.value.data, parameter.gradient.data, value);
  }
  assertGradient(inputs.data, inputGradient.data, value);
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
