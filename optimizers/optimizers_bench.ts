import { type EngineChoice, Parameter, randomTensor } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertClose } from "../tests/assert_close.ts";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Fixed,
  Momentum,
  type Optimizer,
  RMSProp,
} from "./mod.ts";

const shapes = [[784, 128], [128], [128, 10], [10]]; // MNIST, 128 units
const optimizers: [string, () => Optimizer][] = [
  ["Fixed", () => new Fixed(0.01)],
  ["Momentum", () => new Momentum(0.01)],
  ["Momentum of Nesterov", () => new Momentum(0.01, { nesterov: true })],
  ["Adagrad", () => new Adagrad()],
  ["RMSProp", () => new RMSProp()],
  ["Adadelta", () => new Adadelta()],
  ["Adam", () => new Adam()],
  ["AdamW", () => new AdamW()],
  ["Adam with clipNorm", () => new Adam(0.001, { clipNorm: 1 })],
  ["Adam with l1 and l2", () => new Adam(0.001, { l1: 1e-4, l2: 1e-4 })],
];

function makeParameters(engine: EngineChoice): Parameter[] {
  return shapes.map((shape, i) => {
    const value = randomTensor(shape, { seed: 1 + i });
    const parameter = new Parameter(`${i}`, value, { engine });
    parameter.gradient.data.set(randomTensor(shape, { seed: 9 + i }).data);
    return parameter;
  });
}

for (const engine of [new WasmEngine({ threads: 1 }), new WasmEngine()]) {
  const { threads } = engine;
  const group = `update of 101,770 parameters, ` +
    (threads === 1 ? "1 thread" : `${threads} threads`);
  for (const [name, create] of optimizers) {
    const expected = makeParameters("reference");
    const oracle = create();
    const parameters = makeParameters(engine);
    const optimizer = create();
    for (let step = 0; step < 3; step++) {
      oracle.update(expected);
      optimizer.update(parameters);
    }
    parameters.forEach(({ value }, i) =>
      assertClose(value.data, expected[i]!.value.data, { relative: 1e-6 })
    );
    Deno.bench(`${name}, ${threads}`, {
      group,
      baseline: name === "Fixed",
    }, () => {
      optimizer.update(parameters);
    });
  }
}
