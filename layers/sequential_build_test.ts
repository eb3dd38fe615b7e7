import { Dense, GlorotUniform, Sequential, type UndoBuild } from "./mod.ts";
import {
  loadEngine,
  Parameter,
  Random,
  randomTensor,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";

import { Identity, names, values } from "./_fixtures_test.ts";

const engines = [loadEngine("reference"), loadEngine("wasm")];

Deno.test("Sequential is built at once if its first layer declares its inputs", () => {
  const declared = new Sequential([new Dense(3, { inputs: 5 })]);
  assertEquals([declared.inputShape, declared.outputShape], [[5], [3]]);
  assertEquals(declared.parameters.length, 2);

  const model = new Sequential([new Dense(3)]);
  assertEquals([model.inputShape, model.outputShape], [undefined, undefined]);
  assertEquals(model.parameters, []);
  model.build([5]);
  assertEquals([model.inputShape, model.outputShape], [[5], [3]]);
  assertEquals(values(model), values(declared));
});

Deno.test("Sequential is built later if that is asked for", () => {
  const layers = [new Dense(3, { inputs: 5 }), new Dense(2)];
  const model = new Sequential(layers, { build: false });
  assertEquals([model.inputShape, model.outputShape], [[5], undefined]);
  assertEquals(layers[0]!.outputShape, undefined);
  model.build();
  assertEquals(model.outputShape, [2]);
});

Deno.test("Sequential.build() starts from values that it is given by name", () => {
  const given = new Map([
    ["0.dense.bias", tensor([1, 2])],
    ["1.sequential.0.dense.kernel", tensor([[3], [4]])],
  ]);
  const asked: [string, readonly number[]][] = [];
  const make = (): Sequential =>
    new Sequential([new Dense(2), new Sequential([new Dense(1)])]);
  const model = make();
  model.build([3], {
    values(name, shape) {
      asked.push([name, shape]);
      return given.get(name);
    },
  });
  assertEquals(asked, [
    ["0.dense.kernel", [3, 2]],
    ["0.dense.bias", [2]],
    ["1.sequential.0.dense.kernel", [2, 1]],
    ["1.sequential.0.dense.bias", [1]],
  ]);
  const usual = make();
  usual.build([3]);
  assertEquals(values(model), [
    values(usual)[0],
    ...given.values(),
    values(usual)[3],
  ]);
  assertThrows(
    () => make().build([3], { values: () => zeros([2]) }),
    ShapeError,
    "Cannot build layer 0.dense: expected values for kernel [3, 2], received [2]",
  );
});

Deno.test("Sequential lists the buffers of its layers by place", () => {
  class Counting extends Identity {
    override readonly name = "counting";
    buffers: readonly Parameter[] = [];
    override build(inputShape: readonly number[]): UndoBuild {
      this.buffers = [new Parameter("count", zeros([1]))];
      return super.build(inputShape)!;
    }
  }
  const inner = new Counting();
  const model = new Sequential([new Counting(), new Sequential([inner])]);
  assertEquals(model.buffers, []);
  model.build([2]);
  assertEquals(model.buffers.map(({ name }) => name), [
    "0.counting.count",
    "1.sequential.0.counting.count",
  ]);
  assertEquals(model.parameters, []);
  model.buffers[1]!.assign(tensor([3]));
  assertEquals(inner.buffers[0]!.value.toArray(), [3]);

  inner.parameters = inner.buffers;
  assertThrows(
    () => new Sequential([inner]).build([2]),
    Error,
    "Cannot build layer 0.counting: expected a name of its own for each " +
      "parameter, received count twice: rename one",
  );
});

Deno.test("Sequential.build() again keeps the values and refuses another shape", () => {
  const model = new Sequential([new Identity(), new Dense(3)]);
  model.build([5]);
  const before = [...model.parameters];
  model.build();
  model.build([5]);
  model.parameters.forEach((p, i) => assertStrictEquals(p, before[i]));
  const error = assertThrows(() => model.build([6]), ShapeError);
  assertEquals(
    error.message,
    "Cannot build sequential: expected input shape [5], received [6]: " +
      "it is built already; create a new one for other inputs",
  );
});

Deno.test("Sequential starts layer i from its seed and i alone", () => {
  const model = new Sequential([
    new Dense(4, { inputs: 3 }),
    new Identity(),
    new Dense(2),
  ], { seed: 8 });
  const glorot = new GlorotUniform();
  const [kernel0, , kernel2] = values(model);
  assertEquals(
    kernel0,
    glorot.initialize([3, 4], {
      random: new Random(8).derive(0),
      fanIn: 3,
      fanOut: 4,
    }),
  );
  assertEquals(
    kernel2,
    glorot.initialize([4, 2], {
      random: new Random(8).derive(2),
      fanIn: 4,
      fanOut: 2,
    }),
  );
});

Deno.test("Sequential starts from the same values on every engine", () => {
  const make = (seed: number, engine = engines[0]!): Tensor[] =>
    values(new Sequential([new Dense(4, { inputs: 3 })], { seed, engine }));
  assertEquals(make(1, engines[0]), make(1, engines[1]));
  assertNotEquals(make(1), make(2));
});

Deno.test("Sequential names parameters by the place of their layers", () => {
  const model = new Sequential([
    new Dense(4),
    new Sequential([new Dense(3), new Identity(), new Dense(2)]),
    new Sequential([new Dense(2, { useBias: false })], { name: "head" }),
  ]);
  model.build([5]);
  assertEquals(names(model), [
    "0.dense.kernel",
    "0.dense.bias",
    "1.sequential.0.dense.kernel",
    "1.sequential.0.dense.bias",
    "1.sequential.2.dense.kernel",
    "1.sequential.2.dense.bias",
    "2.head.0.dense.kernel",
  ]);
});

Deno.test("Sequential gives a nested model its engine and randomness", () => {
  const [engine] = engines;
  const nested = new Sequential([new Dense(3)], { seed: 5 });
  const model = new Sequential([nested, new Dense(2)], {
    seed: 8,
    engine: engine!,
  });
  model.build([4]);
  assertStrictEquals(nested.engine, engine);
  assert(model.parameters.every((parameter) => parameter.engine === engine));
  assertEquals(
    values(model)[0],
    new GlorotUniform().initialize([4, 3], {
      random: new Random(8).derive(0).derive(0),
      fanIn: 4,
      fanOut: 3,
    }),
  );
});

Deno.test("Sequential keeps the values of a nested model that is built", () => {
  const [engine] = engines;
  const trained = new Sequential([new Dense(3, { inputs: 4 })], {
    seed: 5,
    engine: engine!,
  });
  trained.parameters[1]!.assign(tensor([1, 2, 3]));
  trained.parameters[0]!.trainable = false;
  const before = values(trained);
  const model = new Sequential([new Identity(), trained, new Dense(2)]);
  model.build([4]);
  assertEquals(values(model).slice(0, 2), before);
  assertEquals(
    model.parameters.map(({ trainable }) => trainable),
    [false, true, true, true],
  );
  trained.build();
  assertEquals(names(trained), ["0.dense.kernel", "0.dense.bias"]);
  const inputs = randomTensor([2, 4]);
  const hidden = trained.predict(inputs);
  model.layers[2]!.parameters[0]!.assign(tensor([[1, 0], [0, 1], [0, 0]]));
  assertEquals(
    model.predict(inputs).data,
    hidden.data.filter((_, i) => i % 3 < 2),
  );
});

Deno.test("Sequential.build() can be taken back", () => {
  const trained = new Dense(3, { inputs: 2 });
  trained.build([2]);
  const before = values(trained);
  const model = new Sequential([new Identity(), trained, new Dense(1)]);
  const undo = model.build([2])!;
  assertEquals(model.build([2]), undefined); // nothing to take back
  undo();
  assertEquals([model.parameters, model.outputShape], [[], undefined]);
  assertEquals(model.layers[2]!.parameters, []);
  assertEquals(values(trained), before);
  assertThrows(() => model.predict(zeros([1, 2])), Error, "a built model");
  model.build([2]);
  assertEquals(model.predict(zeros([1, 2])).shape, [1, 1]);
});
