import { Dense, type Initializer, Zeros } from "./mod.ts";
import {
  loadEngine,
  Parameter,
  Random,
  ShapeError,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { built } from "./_fixtures_test.ts";

const engines = [loadEngine("reference"), loadEngine("wasm")];

Deno.test("Dense draws its kernel from the random source, then its bias", () => {
  const layer = new Dense(2, {
    kernelInitializer: "normal",
    biasInitializer: "uniform",
  });
  layer.build([3], { random: new Random(7) });
  const random = new Random(7);
  const kernel = Array.from({ length: 6 }, () => random.normal(0, 0.05));
  const bias = Array.from({ length: 2 }, () => random.uniform(-0.05, 0.05));
  assertEquals(layer.parameters.map(({ name }) => name), ["kernel", "bias"]);
  assertEquals(
    layer.parameters.map(({ value }) => value.clone()),
    [tensor(Float32Array.from(kernel), [3, 2]), tensor(bias)],
  );
});

Deno.test("Dense gives its initializers the sizes of the layer", () => {
  const seen: unknown[] = [];
  const spy: Initializer = {
    name: "spy",
    initialize(shape, { fanIn, fanOut }) {
      seen.push([[...shape], fanIn, fanOut]);
      return zeros(shape);
    },
  };
  new Dense(2, { kernelInitializer: spy, biasInitializer: spy }).build([3]);
  assertEquals(seen, [[[3, 2], 3, 2], [[2], 3, 2]]);
});

Deno.test("Dense defaults to Glorot's kernel, a zero bias, no activation", () => {
  const layer = new Dense(2);
  assertEquals(layer.kernelInitializer.name, "glorotUniform");
  assertEquals(layer.biasInitializer, new Zeros());
  assertEquals(layer.outputActivation, "linear");
});

Deno.test("Dense.build() again keeps the parameters where they are", () => {
  const [reference, wasm] = engines;
  const layer = built(new Dense(1), tensor([[3], [4]]), tensor([5]));
  const before = [...layer.parameters];
  before[0]!.trainable = false;
  layer.build([2], { random: new Random(9), name: "1.dense", engine: wasm! });
  layer.parameters.forEach((parameter, i) => {
    assertStrictEquals(parameter, before[i]);
    assertStrictEquals(parameter.engine, reference);
  });
  assertEquals(before.map(({ trainable }) => trainable), [false, true]);
  assertEquals(layer.forward(tensor([[1, 2]])).toArray(), [[16]]);
});

Deno.test("Dense.build() can be taken back, the first time", () => {
  const layer = new Dense(1);
  const undo = layer.build([2])!;
  assertEquals(layer.build([2]), undefined);
  layer.forward(zeros([1, 2]), { training: true });
  undo();
  assertEquals([layer.parameters, layer.outputShape], [[], undefined]);
  layer.build([3]); // forgot the shape
  assertThrows(() => layer.backward(zeros([1, 1])), Error, "a forward pass");
});

Deno.test("Dense knows its shapes when they are known", () => {
  const declared = new Dense(3, { inputs: 5 });
  assertEquals([declared.inputShape, declared.outputShape], [[5], undefined]);
  const layer = new Dense(3);
  assertEquals([layer.inputShape, layer.outputShape], [undefined, undefined]);
  assertEquals(layer.parameters, []);
  layer.build([5]);
  assertEquals([layer.inputShape, layer.outputShape], [[5], [3]]);
  assert(layer.parameters.every((p) => p instanceof Parameter));
});

Deno.test("Dense.build() refuses a shape that does not fit", () => {
  const refused = (layer: Dense, shape: number[]): string =>
    assertThrows(() => layer.build(shape), ShapeError).message;
  assertEquals(
    refused(new Dense(10, { inputs: 784 }), [100]),
    "Cannot build dense layer: expected input shape [784], received [100]: " +
      "create it with inputs: 100, or without inputs",
  );
  assertEquals(
    refused(new Dense(10, { inputs: 784 }), [28, 28]),
    "Cannot build dense layer: expected input shape [784], received [28, 28]: " +
      "put new Flatten() before it, or flatten the inputs with " +
      "inputs.reshape([-1, 784])",
  );
  assertEquals(
    refused(new Dense(10, { inputs: 784 }), [28, 29]),
    "Cannot build dense layer: expected input shape [784], received [28, 29]",
  );
  assertEquals(
    refused(new Dense(10), []),
    "Cannot build dense layer: expected input shape [inputs], received []: " +
      "give the shape of one input, as in [784]",
  );
  const layer = new Dense(10);
  layer.build([784]);
  assertEquals(
    refused(layer, [100]),
    "Cannot build dense layer: expected input shape [784], received [100]: " +
      "it is built already; create a new one for other inputs",
  );
  for (const inputs of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new Dense(10).build([inputs]),
      RangeError,
      "Cannot build dense layer: expected sizes of inputs that are whole " +
        `numbers >= 1, received [${inputs}]: give the shape of one input`,
    );
  }
});

Deno.test("Dense.build() refuses values of another shape", () => {
  const wrong: Initializer = { name: "wrong", initialize: () => zeros([2]) };
  const layer = new Dense(1, { kernelInitializer: wrong });
  const error = assertThrows(() => layer.build([2]), ShapeError);
  assertEquals(
    error.message,
    "Cannot build dense layer: expected values of initializer wrong [2, 1], " +
      "received [2]: return a tensor of the shape that initialize is given",
  );
  assertEquals(layer.parameters, []);
});
