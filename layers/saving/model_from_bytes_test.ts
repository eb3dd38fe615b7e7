import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { loadEngine, randomTensor, type Tensor, zeros } from "@cutedl/tensor";
import {
  Dense,
  type Layer,
  LeakyRelu,
  modelFromBytes,
  modelFromSafetensors,
  modelToBytes,
  modelToSafetensors,
  Normal,
  Sequential,
  Softmax,
  Uniform,
} from "../mod.ts";
import { names, values } from "../_fixtures_test.ts";
import { descriptionOf, Noise } from "./_fixtures_test.ts";

/** Asserts that two models are the same, and give the same. */
function assertSameModel(actual: Sequential, expected: Sequential): void {
  assertEquals(names(actual), names(expected));
  assertEquals(values(actual), values(expected));
  assertEquals(
    actual.parameters.map(({ trainable }) => trainable),
    expected.parameters.map(({ trainable }) => trainable),
  );
  assertEquals(
    descriptionOf(modelToBytes(actual)),
    descriptionOf(modelToBytes(expected)),
  );
  const inputs = randomTensor([3, ...expected.inputShape!], { seed: 1 });
  assertEquals(actual.predict(inputs), expected.predict(inputs));
}

const activations = [
  "linear",
  "relu",
  "leakyRelu",
  "sigmoid",
  "tanh",
  "gelu",
  "softplus",
  "softmax",
  new LeakyRelu({ negativeSlope: 0.3 }),
  new Softmax(),
] as const;
const initializers = [
  "glorotUniform",
  "heNormal",
  "uniform",
  "normal",
  "zeros",
  new Uniform({ scale: 0.1 }),
  new Normal({ scale: 0.2 }),
] as const;

Deno.test("modelFromBytes() gives back what modelToBytes() was given", () => {
  const layers = fc.record({
    units: fc.integer({ min: 1, max: 5 }),
    activation: fc.constantFrom(...activations),
    useBias: fc.boolean(),
    kernelInitializer: fc.constantFrom(...initializers),
    biasInitializer: fc.constantFrom(...initializers),
  });
  const models = fc.record({
    layers: fc.array(layers, { minLength: 1, maxLength: 4 }),
    seed: fc.nat(),
    name: fc.string({ unit: "grapheme", minLength: 1 }),
    nested: fc.boolean(),
    declared: fc.boolean(),
    frozen: fc.nat(9),
  });
  fc.assert(
    fc.property(models, (given) => {
      const { seed, name, nested, declared, frozen } = given;
      const layers: Layer[] = given.layers.map(({ units, ...options }, i) =>
        new Dense(units, {
          ...options,
          ...(declared && i === 0 ? { inputs: 3 } : {}),
        })
      );
      if (nested) layers.push(new Sequential([new Dense(2)], { name, seed }));
      const model = new Sequential(layers, { seed, name });
      if (!declared) model.build([3]);
      const parameter = model.parameters[frozen];
      if (parameter !== undefined) parameter.trainable = false;
      assertSameModel(modelFromBytes(modelToBytes(model)), model);
    }),
    { numRuns: 50 },
  );
});

Deno.test("modelFromBytes() goes on with buffers and random states", () => {
  const model = new Sequential([new Noise({ scale: 1 })], { seed: 3 });
  model.build([4]);
  const inputs = zeros([2, 4]);
  model.forward(inputs, { training: true });
  const loaded = modelFromBytes(modelToBytes(model), { layers: { Noise } });
  assertEquals(
    loaded.forward(inputs, { training: true }),
    model.forward(inputs, { training: true }),
  );
  assertEquals(loaded.buffers.map(({ name }) => name), ["0.noise.count"]);
  assertEquals(loaded.buffers[0]!.value.toArray(), [2]);
  assertEquals(loaded.buffers[0]!.trainable, false);
});

Deno.test("modelFromBytes() builds for the engine that is asked for", () => {
  const model = new Sequential([
    new Sequential([new Dense(2, { inputs: 3 })]),
  ]);
  const engine = loadEngine("reference");
  const loaded = modelFromBytes(modelToBytes(model), { engine: "reference" });
  assertEquals(loaded.engine, engine);
  assert(loaded.parameters.every((parameter) => parameter.engine === engine));
  assertEquals(
    modelFromBytes(modelToBytes(model)).engine,
    loadEngine("auto"),
  );
  assertThrows(
    () => modelFromBytes(modelToBytes(model), { engine: "gpu" as "auto" }),
    RangeError,
    "Cannot load engine",
  );
});

Deno.test("modelFromBytes() asks no initializer", () => {
  let asked = 0;
  class Counting extends Uniform {
    override initialize(...args: Parameters<Uniform["initialize"]>): Tensor {
      asked++;
      return super.initialize(...args);
    }
  }
  const model = new Sequential([
    new Dense(2, { inputs: 3, kernelInitializer: new Counting() }),
  ]);
  assertEquals(asked, 1);
  const loaded = modelFromBytes(modelToBytes(model), { layers: { Counting } });
  assertEquals(asked, 1);
  assertInstanceOf((loaded.layers[0] as Dense).kernelInitializer, Counting);
});

Deno.test("modelFromBytes() makes a subclass by what it inherits", () => {
  class Wide extends Dense {}
  const model = new Sequential([new Wide(2, { inputs: 3 })]);
  const loaded = modelFromBytes(modelToBytes(model), { layers: { Wide } });
  assertInstanceOf(loaded.layers[0], Wide);
});

Deno.test("modelFromSafetensors() leaves what is not the model's alone", () => {
  const model = new Sequential([new Dense(2, { inputs: 3 })]);
  const { tensors, metadata } = modelToSafetensors(model);
  const file = {
    tensors: new Map([...tensors, ["session.momentum", zeros([1])] as const]),
    metadata: new Map([...metadata, ["author", "Ada"] as const]),
  };
  assertSameModel(modelFromSafetensors(file), model);
});

Deno.test("modelFromSafetensors() shares nothing with the file", () => {
  const model = new Sequential([new Dense(2, { inputs: 3 })]);
  const file = modelToSafetensors(model);
  const loaded = modelFromSafetensors(file);
  const kernel = file.tensors.get("0.dense.kernel")!;
  assertNotStrictEquals(loaded.parameters[0]!.value.data, kernel.data);
  kernel.data.fill(9);
  assertSameModel(loaded, model);
});
