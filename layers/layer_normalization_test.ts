import { LayerNormalization } from "./mod.ts";
import { loadEngine, randomTensor, ShapeError, tensor } from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals, assertThrows } from "@std/assert";
import { assertClose } from "../tests/assert_close.ts";

const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];

for (const engine of engines) {
  const where = engine.description;

  Deno.test(`LayerNormalization works by hand on ${where}`, () => {
    const layer = new LayerNormalization({ epsilon: 3 });
    layer.build([2], { engine });
    layer.parameters[0]!.assign(tensor([4, 2])); // gamma
    layer.parameters[1]!.assign(tensor([10, 20])); // beta
    // means 2 and 5, variances 1 and 0
    const inputs = tensor([[1, 3], [5, 5]]);
    const expected = [[10 - 4 / 2, 20 + 2 / 2], [10, 20]];
    assertEquals(layer.forward(inputs).toArray(), expected);
    const outputs = layer.forward(inputs, { training: true });
    assertEquals(outputs.toArray(), expected);

    // -1/2 and 1/2 normalized, and 0; h = [4, 6], [8, 2]; means of h 5 and 5; of
    // h · n 1/2 and 0
    const gradient = layer.backward(tensor([[1, 3], [2, 1]]));
    const root = Math.sqrt(3);
    assertClose(
      gradient.data,
      [(4 - 5 + 1 / 4) / 2, (6 - 5 - 1 / 4) / 2, 3 / root, -3 / root],
      { absolute: 1e-6 },
    );
    assertEquals(
      layer.parameters.map(({ gradient }) => [...gradient.data]),
      [[-1 / 2, 3 / 2], [3, 4]],
    );
  });

  Deno.test(`LayerNormalization normalizes alone without scale and center on ${where}`, () => {
    const options = { epsilon: 3, scale: false, center: false };
    const layer = new LayerNormalization(options);
    layer.build([2], { engine });
    // means 2 and 5, variances 1 and 0
    const outputs = layer.forward(tensor([[1, 3], [5, 5]]));
    assertEquals(outputs.toArray(), [[-1 / 2, 1 / 2], [0, 0]]);
  });

  Deno.test(`LayerNormalization gives each example a mean of 0 and a variance of 1 on ${where}`, () => {
    const layer = new LayerNormalization();
    layer.build([2, 50], { engine });
    const inputs = randomTensor([3, 2, 50], { seed: 1, low: -3, high: 900 });
    const { data } = layer.forward(inputs);
    for (let start = 0; start < data.length; start += 50) {
      const row = data.subarray(start, start + 50);
      const sum = row.reduce((sum, y) => sum + y, 0);
      const squares = row.reduce((sum, y) => sum + y * y, 0);
      assertClose([sum / 50, squares / 50], [0, 1], { absolute: 2e-6 });
    }
  });

  Deno.test(`LayerNormalization does not mix examples on ${where}`, () => {
    const layer = new LayerNormalization();
    layer.build([5], { engine });
    const inputs = randomTensor([3, 5], { seed: 1 });
    const all = layer.forward(inputs).data;
    const one = layer.forward(tensor(inputs.data.slice(5, 10), [1, 5])).data;
    assertEquals(all.slice(5, 10), one);
  });

  Deno.test(`LayerNormalization spares the gradient of what is frozen on ${where}`, () => {
    const layer = new LayerNormalization();
    layer.build([3], { engine });
    const [gamma, beta] = layer.parameters;
    beta!.trainable = false;
    layer.forward(randomTensor([4, 3]), { training: true });
    layer.backward(randomTensor([4, 3], { seed: 1 }));
    assertEquals(beta!.gradient.data, new Float32Array(3));
    assertEquals(gamma!.gradient.data.includes(0), false);
  });
}

Deno.test("LayerNormalization has the parameters that it is asked for", () => {
  const cases: [{ center?: boolean; scale?: boolean }, string[]][] = [
    [{}, ["gamma", "beta"]],
    [{ center: false }, ["gamma"]],
    [{ scale: false }, ["beta"]],
    [{ center: false, scale: false }, []],
  ];
  for (const [options, expected] of cases) {
    const layer = new LayerNormalization(options);
    layer.build([2, 3]);
    assertEquals(layer.parameters.map(({ name }) => name), expected);
    for (const { name, value } of layer.parameters) {
      assertEquals([...value.data], Array(3).fill(name === "gamma" ? 1 : 0));
    }
    assertEquals(layer.buffers, []);
  }
});

Deno.test("LayerNormalization tells its settings, and refuses those that are none", () => {
  const { epsilon, center, scale } = new LayerNormalization();
  assertEquals([epsilon, center, scale], [1e-5, true, true]);
  for (const epsilon of [0, NaN, 1e39]) {
    assertEquals(
      assertThrows(() => new LayerNormalization({ epsilon }), RangeError)
        .message,
      "Cannot create layer normalization layer: expected epsilon to be a " +
        `number > 0 that float32 holds, received ${epsilon}: leave it out for ` +
        "1e-5",
    );
  }
});

Deno.test("LayerNormalization.build() refuses inputs without an axis", () => {
  assertThrows(
    () => new LayerNormalization().build([]),
    ShapeError,
    "Cannot build layer normalization layer: expected input shape [features]",
  );
});
