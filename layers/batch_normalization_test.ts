import { BatchNormalization } from "./mod.ts";
import {
  loadEngine,
  randomTensor,
  ShapeError,
  type Tensor,
  tensor,
} from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";
import { assertEquals, assertThrows } from "@std/assert";
import { assertClose } from "../tests/assert_close.ts";

const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];
const training = { training: true };

/** Values of the moving mean and variance. */
function moving(layer: BatchNormalization): number[][] {
  return layer.buffers.map(({ value }) => [...value.data]);
}

/** Mean and variance of each column, in float64. */
function momentsOf({ data, shape }: Tensor): [number[], number[]] {
  const columns = shape.at(-1)!;
  const rows = data.length / columns;
  const means = Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += data[row * columns + column]!;
    return sum / rows;
  });
  const variances = means.map((mean, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += (data[row * columns + column]! - mean) ** 2;
    }
    return sum / rows;
  });
  return [means, variances];
}

for (const engine of engines) {
  const where = engine.description;

  Deno.test(`BatchNormalization works by hand on ${where}`, () => {
    const layer = new BatchNormalization({ momentum: 0.5, epsilon: 3 });
    layer.build([2], { engine });
    layer.parameters[0]!.assign(tensor([4, 2])); // gamma
    layer.parameters[1]!.assign(tensor([10, 20])); // beta
    // means 2 and 5, variances 1 and 0
    const inputs = tensor([[1, 5], [3, 5]]);
    const outputs = layer.forward(inputs, training);
    assertEquals(outputs.toArray(), [[10 - 4 / 2, 20], [10 + 4 / 2, 20]]);
    // corrected, the variances are 2 and 0
    assertEquals(moving(layer), [[1, 2.5], [1.5, 0.5]]);

    // -1/2 and 1/2 normalized, and 0; h = 4 g and 2 g; means of h 8 and 4; of
    // h · n 2 and 0
    const gradient = layer.backward(tensor([[1, 1], [3, 3]]));
    const root = Math.sqrt(3);
    assertClose(
      gradient.data,
      [(4 - 8 + 1) / 2, -2 / root, (12 - 8 - 1) / 2, 2 / root],
      { absolute: 1e-6 },
    );
    assertEquals(
      layer.parameters.map(({ gradient }) => [...gradient.data]),
      [[-1 / 2 + 3 / 2, 0], [4, 4]],
    );

    layer.buffers[1]!.assign(tensor([1, 6]));
    assertEquals(
      layer.forward(tensor([[3, 4]])).toArray(),
      [[4 * (3 - 1) / 2 + 10, 2 * (4 - 2.5) / 3 + 20]],
    );
  });

  Deno.test(`BatchNormalization normalizes alone without scale and center on ${where}`, () => {
    const options = { epsilon: 3, scale: false, center: false };
    const layer = new BatchNormalization(options);
    layer.build([2], { engine });
    const outputs = layer.forward(tensor([[1, 3], [3, 3]]), { training: true });
    assertEquals(outputs.toArray(), [[-1 / 2, 0], [1 / 2, 0]]);
  });

  Deno.test(`BatchNormalization moves its mean and variance, the latter corrected, on ${where}`, () => {
    const layer = new BatchNormalization();
    layer.build([3], { engine });
    let mean = [0, 0, 0];
    let variance = [1, 1, 1];
    for (const [seed, rows] of [[1, 7], [2, 7], [3, 2]]) {
      const inputs = randomTensor([rows!, 3], { seed: seed!, low: 3, high: 9 });
      layer.forward(inputs, training);
      const [means, variances] = momentsOf(inputs);
      const correction = rows! / (rows! - 1);
      mean = mean.map((m, i) => 0.9 * m + 0.1 * means[i]!);
      variance = variance.map((v, i) =>
        0.9 * v + 0.1 * variances[i]! * correction
      );
    }
    const [movingMean, movingVariance] = moving(layer);
    assertClose(movingMean!, mean, { absolute: 2e-6 });
    assertClose(movingVariance!, variance, { absolute: 2e-6 });
  });

  Deno.test(`BatchNormalization takes all axes but the last together on ${where}`, () => {
    const flat = new BatchNormalization();
    const deep = new BatchNormalization();
    flat.build([3], { engine });
    deep.build([2, 4, 3], { engine });
    const inputs = randomTensor([5, 2, 4, 3], { seed: 1 });
    const rows = inputs.reshape([40, 3]);
    const gradient = randomTensor([40, 3], { seed: 2 });
    assertEquals(
      deep.forward(inputs, training).data,
      flat.forward(rows, training).data,
    );
    assertEquals(moving(deep), moving(flat));
    assertEquals(
      deep.backward(gradient.reshape(inputs.shape)).data,
      flat.backward(gradient).data,
    );
  });

  Deno.test(`BatchNormalization does not lose small deviations around a large mean on ${where}`, () => {
    const layer = new BatchNormalization();
    layer.build([1], { engine });
    // 10,000 ± 1/4: a mean of squares in float32 has steps of 8
    const inputs = tensor([[9999.75], [10000.25], [9999.75], [10000.25]]);
    const outputs = layer.forward(inputs, training);
    const y = 0.25 / Math.sqrt(0.0625 + 1e-5);
    assertClose(outputs.data, [-y, y, -y, y], { absolute: 1e-6 });
  });

  Deno.test(`BatchNormalization leaves the moving moments alone where a batch has none on ${where}`, () => {
    const layer = new BatchNormalization();
    layer.build([2], { engine });
    layer.forward(randomTensor([4, 2]), training);
    const before = moving(layer);
    layer.parameters[1]!.assign(tensor([7, 8]));
    const one = layer.forward(tensor([[1, 2]]), training);
    assertEquals(one.toArray(), [[7, 8]]);
    assertEquals(layer.backward(tensor([[1, 2]])).toArray(), [[0, 0]]);
    for (const bad of [NaN, Infinity]) {
      layer.forward(tensor([[1, 2], [3, bad]]), training);
    }
    layer.forward(randomTensor([4, 2], { seed: 9 })); // no training
    assertEquals(moving(layer), before);
  });

  Deno.test(`BatchNormalization trains as it evaluates where it is frozen on ${where}`, () => {
    const layer = new BatchNormalization();
    layer.build([3], { engine });
    layer.forward(randomTensor([4, 3]), training);
    const before = moving(layer);
    const inputs = randomTensor([4, 3], { seed: 1 });
    const [gamma, beta] = layer.parameters;
    gamma!.trainable = beta!.trainable = false;
    assertEquals(layer.forward(inputs, training), layer.forward(inputs));
    assertEquals(moving(layer), before);

    beta!.trainable = true; // one is enough to learn
    const evaluated = layer.forward(inputs).toArray();
    const trained = layer.forward(inputs, training).toArray();
    assertEquals(String(trained) === String(evaluated), false);
    layer.backward(randomTensor([4, 3], { seed: 2 }));
    assertEquals(gamma!.gradient.data, new Float32Array(3)); // spared
    assertEquals(beta!.gradient.data.includes(0), false);
  });
}

Deno.test("BatchNormalization has the parameters that it is asked for, and two buffers", () => {
  const cases: [{ center?: boolean; scale?: boolean }, string[]][] = [
    [{}, ["gamma", "beta"]],
    [{ center: false }, ["gamma"]],
    [{ scale: false }, ["beta"]],
    [{ center: false, scale: false }, []],
  ];
  for (const [options, expected] of cases) {
    const layer = new BatchNormalization(options);
    layer.build([2, 3]);
    assertEquals(layer.parameters.map(({ name }) => name), expected);
    for (const { name, value } of layer.parameters) {
      assertEquals([...value.data], Array(3).fill(name === "gamma" ? 1 : 0));
    }
    assertEquals(
      layer.buffers.map(({ name, value }) => [name, [...value.data]]),
      [["movingMean", [0, 0, 0]], ["movingVariance", [1, 1, 1]]],
    );
    assertEquals(layer.buffers.map(({ trainable }) => trainable), [
      false,
      false,
    ]);
  }
});

Deno.test("BatchNormalization starts from the values that it is given, of its shape", () => {
  const given = new Map([
    ["gamma", tensor([1, 2])],
    ["movingMean", tensor([3, 4])],
  ]);
  const layer = new BatchNormalization();
  const asked: unknown[] = [];
  layer.build([5, 2], {
    values: (name, shape) => {
      asked.push([name, shape]);
      return given.get(name);
    },
  });
  assertEquals(asked, [
    ["gamma", [2]],
    ["beta", [2]],
    ["movingMean", [2]],
    ["movingVariance", [2]],
  ]);
  assertEquals(
    [...layer.parameters, ...layer.buffers].map(({ value }) => [...value.data]),
    [[1, 2], [0, 0], [3, 4], [1, 1]],
  );
  assertEquals(
    assertThrows(
      () =>
        new BatchNormalization().build([3], { values: (n) => given.get(n) }),
      ShapeError,
    ).message,
    "Cannot build batch normalization layer: expected values for gamma [3], " +
      "received [2]",
  );
});

Deno.test("BatchNormalization without parameters learns its moments all the same", () => {
  const layer = new BatchNormalization({ center: false, scale: false });
  layer.build([1]);
  layer.forward(tensor([[10], [20]]), training);
  assertClose(moving(layer).flat(), [1.5, 0.9 + 5], { absolute: 1e-6 });
});

Deno.test("BatchNormalization tells its settings, and refuses those that are none", () => {
  const { momentum, epsilon, center, scale } = new BatchNormalization();
  assertEquals([momentum, epsilon, center, scale], [0.9, 1e-5, true, true]);
  assertEquals(new BatchNormalization({ momentum: 0 }).momentum, 0);
  for (const momentum of [1, -0.1, NaN]) {
    assertEquals(
      assertThrows(() => new BatchNormalization({ momentum }), RangeError)
        .message,
      "Cannot create batch normalization layer: expected momentum >= 0 and " +
        `< 1, received ${momentum}: leave it out for 0.9`,
    );
  }
  for (const epsilon of [0, -1e-5, NaN, Infinity, 1e-46]) {
    assertEquals(
      assertThrows(() => new BatchNormalization({ epsilon }), RangeError)
        .message,
      "Cannot create batch normalization layer: expected epsilon to be a " +
        `number > 0 that float32 holds, received ${epsilon}: leave it out for ` +
        "1e-5",
    );
  }
});

Deno.test("BatchNormalization.build() refuses inputs without an axis", () => {
  assertEquals(
    assertThrows(() => new BatchNormalization().build([]), ShapeError).message,
    "Cannot build batch normalization layer: expected input shape [features], " +
      "received []: give inputs of shape [batch, 1]",
  );
});
