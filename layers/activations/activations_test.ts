import {
  type ActivationFunction,
  Dense,
  EngineActivation,
  Gelu,
  LeakyRelu,
  Linear,
  Relu,
  Sigmoid,
  Softmax,
  Softplus,
  Tanh,
} from "../mod.ts";
import { loadEngine, ShapeError, tensor, zeros } from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";

const engines = [loadEngine("reference"), loadEngine("wasm")];

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Values and derivatives in float64; gelu from tables of the distribution. */
const cases: [ActivationFunction, z: number, value: number, slope: number][] = [
  [new Linear(), -1.5, -1.5, 1],
  [new Relu(), -1.5, 0, 0],
  [new Relu(), 0, 0, 0],
  [new Relu(), 1.5, 1.5, 1],
  [new LeakyRelu(), -1.5, -0.015, 0.01],
  [new LeakyRelu(), 0, 0, 0.01],
  [new LeakyRelu({ negativeSlope: 0.3 }), -1.5, -0.45, 0.3],
  [new LeakyRelu({ negativeSlope: 0.3 }), 1.5, 1.5, 1],
  [new LeakyRelu({ negativeSlope: 0 }), -1.5, 0, 0],
  [new Sigmoid(), -1.5, sigmoid(-1.5), sigmoid(-1.5) * sigmoid(1.5)],
  [new Sigmoid(), 1e4, 1, 0],
  [new Sigmoid(), -1e4, 0, 0],
  [new Tanh(), -1.5, Math.tanh(-1.5), 1 - Math.tanh(1.5) ** 2],
  [new Tanh(), 1e4, 1, 0],
  // Φ(1) = 0.841344746, φ(1) = 0.241970725
  [new Gelu(), 1, 0.841344746, 0.841344746 + 0.241970725],
  [new Gelu(), -1, -0.158655254, 0.158655254 - 0.241970725],
  [new Gelu(), -1e4, 0, 0],
  [new Softplus(), -1.5, Math.log1p(Math.exp(-1.5)), sigmoid(-1.5)],
  [new Softplus(), 1e4, 1e4, 1],
  [new Softplus(), -1e4, 0, 0],
];

for (const engine of engines) {
  for (const [activation, z, value, slope] of cases) {
    const { name } = activation.constructor;
    Deno.test(`${name} of ${z} is ${value} on ${engine.name}`, () => {
      const inputs = tensor([z]);
      const outputs = zeros([1]);
      activation.forward(inputs, { outputs, engine });
      assertAlmostEquals(outputs.data[0]!, value, 2e-6);

      const saved = activation.savesInputs ? inputs : outputs;
      const gradient = zeros([1]);
      activation.backward(tensor([2]), { saved, outputs: gradient, engine });
      assertAlmostEquals(gradient.data[0]!, 2 * slope, 4e-6);
    });
  }

  Deno.test(`Softmax works by hand on ${engine.name}`, () => {
    const softmax = new Softmax();
    const values = tensor([[[0, Math.log(3)]], [[1e4, -1e4]]]);
    softmax.forward(values, { outputs: values, engine });
    assertEquals(values.shape, [2, 1, 2]);
    [0.25, 0.75, 1, 0].forEach((p, i) =>
      assertAlmostEquals(values.data[i]!, p, 1e-6)
    );
    // p · (g - Σ g p) with Σ g p = 1 · 0.25 + 5 · 0.75 = 4
    const gradient = tensor([[[1, 5]], [[1, 5]]]);
    softmax.backward(gradient, { saved: values, outputs: gradient, engine });
    [-0.75, 0.75, 0, 0].forEach((g, i) =>
      assertAlmostEquals(gradient.data[i]!, g, 1e-5)
    );
  });
}

for (const activation of [new Relu(), new Softmax()]) {
  const { name } = activation;
  Deno.test(`${name} refuses to fill what does not fit, and leaves it alone`, () => {
    const engine = engines[1]!;
    const memory = engine.allocate(8).fill(5);
    const [short, long] = [
      tensor(memory.subarray(0, 2), [1, 2]),
      tensor(memory.subarray(2, 6), [2, 2]),
    ];
    const attempts: [() => void, string][] = [
      [
        () => activation.forward(long, { outputs: short, engine }),
        `Cannot apply ${name}: expected outputs [2, 2], received [1, 2]`,
      ],
      [
        () =>
          activation.backward(long, { saved: short, outputs: short, engine }),
        `Cannot differentiate ${name}: expected gradient [1, 2], received [2, 2]`,
      ],
      [
        () =>
          activation.backward(long, { saved: long, outputs: short, engine }),
        `Cannot differentiate ${name}: expected outputs [2, 2], received [1, 2]`,
      ],
    ];
    for (const [attempt, message] of attempts) {
      assertThrows(attempt, ShapeError, message);
    }
    assertEquals([...memory], Array(8).fill(5));
  });
}

Deno.test("Activations are chosen by name", () => {
  const classes = {
    linear: Linear,
    relu: Relu,
    leakyRelu: LeakyRelu,
    sigmoid: Sigmoid,
    tanh: Tanh,
    gelu: Gelu,
    softplus: Softplus,
    softmax: Softmax,
  };
  for (const [name, Class] of Object.entries(classes)) {
    const { activation } = new Dense(1, { activation: name as "relu" });
    assert(activation instanceof Class);
    assert(activation instanceof EngineActivation || name === "softmax");
    assertEquals(activation.name, name);
  }
});

Deno.test("LeakyRelu refuses slopes that its gradient cannot bear", () => {
  const slopes = [-0.01, NaN, Infinity, "0.1" as unknown as number];
  for (const negativeSlope of slopes) {
    assertThrows(
      () => new LeakyRelu({ negativeSlope }),
      RangeError,
      "Cannot create leaky relu: expected a finite negativeSlope >= 0, " +
        `received ${negativeSlope}: leave it out for 0.01`,
    );
  }
});

Deno.test("LeakyRelu tells its slope, 0.01 by default", () => {
  assertEquals(new LeakyRelu().negativeSlope, 0.01);
  for (const negativeSlope of [0, 0.3]) {
    const activation = new LeakyRelu({ negativeSlope });
    assertEquals(activation.negativeSlope, negativeSlope);
  }
});
