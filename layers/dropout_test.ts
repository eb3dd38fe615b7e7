import { Dense, Dropout, Sequential } from "./mod.ts";
import {
  full,
  loadEngine,
  Random,
  randomTensor,
  type Tensor,
} from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";

const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];
const training = { training: true };

for (const engine of engines) {
  const where = engine.description;

  Deno.test(`Dropout drops its rate of inputs and scales the others on ${where}`, () => {
    for (const rate of [0.2, 0.5, 0.9]) {
      const layer = new Dropout(rate);
      layer.build([100], { engine, random: new Random(4) });
      const { data } = layer.forward(full([500, 100], 3), training);
      const scaled = Math.fround(3 * Math.fround(1 / (1 - rate)));
      assert(data.every((value) => value === 0 || value === scaled));
      const dropped = data.filter((value) => value === 0).length / data.length;
      const deviation = Math.sqrt(rate * (1 - rate) / data.length);
      assertAlmostEquals(dropped, rate, 4 * deviation);
    }
  });

  Deno.test(`Dropout passes the gradient where it passed the inputs, scaled alike, on ${where}`, () => {
    const layer = new Dropout(0.4);
    layer.build([37], { engine });
    const ones = full([3, 37], 1);
    const mask = layer.forward(ones, training);
    assertEquals(layer.backward(ones), mask);
  });

  Deno.test(`Dropout gives its inputs back without training on ${where}`, () => {
    const layer = new Dropout(0.5);
    layer.build([3], { engine });
    const { state } = layer.random!;
    const inputs = randomTensor([2, 3]);
    assertStrictEquals(layer.forward(inputs), inputs);
    assertEquals(layer.random!.state, state);
  });

  Deno.test(`Dropout draws another mask at each step, the same after its state is restored, on ${where}`, () => {
    const layer = new Dropout(0.5);
    layer.build([40], { engine });
    const inputs = full([2, 40], 1);
    layer.forward(inputs, training);
    const { state } = layer.random!;
    const steps = (): Tensor[] =>
      [1, 2, 3].map(() => layer.forward(inputs, training));
    const masks = steps();
    assertNotEquals(masks[0], masks[1]);
    assertNotEquals(masks[1], masks[2]);
    layer.random!.state = state;
    assertEquals(steps(), masks);
  });
}

Deno.test("Dropout draws the same masks on every engine", () => {
  const masks = engines.map((engine) => {
    const layer = new Dropout(0.3);
    layer.build([37], { engine, random: new Random(8) });
    return layer.forward(randomTensor([3, 37]), training);
  });
  assertEquals(masks[0], masks[1]);
  assertEquals(masks[0], masks[2]);
});

Deno.test("Dropout of a rate of 0 gives everything back, and draws nothing", () => {
  const layer = new Dropout(0);
  layer.build([3]);
  const { state } = layer.random!;
  const [inputs, gradient] = [randomTensor([2, 3]), randomTensor([2, 3])];
  assertStrictEquals(layer.forward(inputs, training), inputs);
  assertStrictEquals(layer.backward(gradient), gradient);
  assertEquals(layer.random!.state, state);
});

Deno.test("Dropout leaves the initial values of other layers alone", () => {
  const values = (...layers: Dropout[]): Tensor[] => {
    const dense = new Dense(3);
    const model = new Sequential([...layers, dense], { seed: 5 });
    model.build([4], { random: new Random(5) });
    return dense.parameters.map(({ value }) => value.clone());
  };
  const source = new Random(5);
  const layer = new Dropout(0.5);
  layer.build([4], { random: source });
  layer.forward(randomTensor([1, 4]), training);
  assertEquals(source.state, new Random(5).state);
  assertEquals(values(new Dropout(0.5)), values(new Dropout(0.1)));
});

Deno.test("Dropout draws from its place in a model, and the model's seed", () => {
  const mask = (seed: number, place: number): Tensor => {
    const layer = new Dropout(0.5);
    const layers = Array.from({ length: 3 }, () => new Dropout(0));
    new Sequential(layers.with(place, layer), { seed }).build([64]);
    return layer.forward(full([1, 64], 1), training);
  };
  assertEquals(mask(1, 0), mask(1, 0));
  assertNotEquals(mask(1, 0), mask(2, 0));
  assertNotEquals(mask(1, 0), mask(1, 1));
});

Deno.test("Dropout refuses a rate that is none", () => {
  for (const rate of [1, -0.1, 1.5, NaN, Infinity, undefined]) {
    assertEquals(
      assertThrows(() => new Dropout(rate as number), RangeError).message,
      `Cannot create dropout layer: expected a rate >= 0 and < 1, received ` +
        `${rate}: give the share of inputs to drop, such as 0.5`,
    );
  }
});
