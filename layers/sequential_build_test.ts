import {
  Dense,
  GlorotUniform,
  type Initializer,
  type Layer,
  Sequential,
} from "./mod.ts";
import {
  loadEngine,
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

import { Identity, Named, names, values } from "./_fixtures_test.ts";

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

Deno.test("Sequential refuses what is not a row of layers", () => {
  const refused = (layers: unknown): void => {
    new Sequential(layers as Layer[]);
  };
  assertThrows(
    () => refused([]),
    RangeError,
    "Cannot create model: expected at least one layer, received none: add " +
      "one, as in [new Dense(10)]",
  );
  assertThrows(
    () => refused(new Dense(1)),
    TypeError,
    "Cannot create model: expected an array of layers, received object: " +
      "put it in brackets",
  );
  const layer =
    "expected an object with build, forward and backward as layer 1";
  assertThrows(
    () => refused([new Dense(1), Dense]),
    TypeError,
    `${layer}, received a function: create the layer with new`,
  );
  assertThrows(
    () => refused([new Dense(1), "dense"]),
    TypeError,
    `${layer}, received string: create a layer, as with new Dense(10)`,
  );
  assertThrows(
    () => refused([new Dense(1), null]),
    TypeError,
    `${layer}, received null: create a layer, as with new Dense(10)`,
  );
});

Deno.test("Sequential refuses a layer that comes twice", () => {
  const shared = new Dense(4);
  assertThrows(
    () => new Sequential([new Dense(4), shared, shared]),
    RangeError,
    "Cannot create model: expected every layer once, received 1.dense again " +
      "as 2.dense: create a second layer",
  );
  assertThrows(
    () => new Sequential([new Sequential([shared]), shared]),
    RangeError,
    "received 0.sequential.0.dense again as 1.dense",
  );
});

/** A layer that takes any inputs and does not say what it makes of them. */
class Silent extends Identity {
  override build(): void {}
}

Deno.test("Sequential refuses a layer that does not know its output shape", () => {
  const model = new Sequential([new Dense(1), new Silent()]);
  assertThrows(
    () => model.build([2]),
    Error,
    "Cannot build layer 1.identity: expected it to know its outputShape once " +
      "built, received undefined: set it in build",
  );
});

Deno.test("Sequential refuses a layer that gives two parameters one name", () => {
  const model = new Sequential([new Sequential([new Named("a", "b", "a")])]);
  assertThrows(
    () => model.build([2]),
    Error,
    "Cannot build layer 0.sequential.0.named: expected a name of its own for " +
      "each parameter, received a twice: rename one",
  );
});

const wrong: Initializer = { name: "wrong", initialize: () => zeros([9]) };
const refusals: [string, () => Layer][] = [
  ["does not fit", () => new Dense(2, { inputs: 9 })],
  ["draws a wrong kernel", () => new Dense(2, { kernelInitializer: wrong })],
  ["draws a wrong bias", () => new Dense(2, { biasInitializer: wrong })],
  ["is silent", () => new Silent()],
  ["doubles a name", () => new Named("a", "a")],
];
for (const [what, makeLayer] of refusals) {
  Deno.test(`Sequential leaves all layers as they were if one ${what}`, () => {
    const trained = new Dense(5);
    trained.build([4], { engine: engines[0]! });
    const before = [...trained.parameters, ...values(trained)];
    const inner = new Sequential([new Identity(), trained, new Dense(6)]);
    const [fresh, last] = [new Dense(4), makeLayer()];
    const model = new Sequential([fresh, inner, new Identity(), last], {
      engine: engines[1]!,
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      assertThrows(() => model.build([3]));
      for (const layer of [model, fresh, inner, inner.layers[2]!, last]) {
        assertEquals([...layer.parameters], []);
        assertEquals(layer.outputShape, undefined);
      }
      assertEquals(model.layers[2]!.outputShape, undefined);
      assertEquals(inner.engine, engines[0]);
      [...trained.parameters, ...values(trained)].forEach((now, i) =>
        i < 2
          ? assertStrictEquals(now, before[i])
          : assertEquals(now, before[i])
      );
    }
    // nothing remembers the shape that was refused
    const other = new Sequential([fresh, trained], { engine: engines[1]! });
    other.build([7]);
    assertEquals(other.predict(zeros([1, 7])).shape, [1, 5]);
  });
}

Deno.test("Sequential leaves its layers as they were if it cannot be created", () => {
  const [first, second] = [new Dense(4, { inputs: 3 }), new Dense(2)];
  second.build([9]);
  assertThrows(
    () => new Sequential([first, second]),
    ShapeError,
    "Cannot build layer 1.dense: expected input shape [9], received [4]: it " +
      "is built already; create a new one for other inputs",
  );
  assertEquals([first.parameters, first.outputShape], [[], undefined]);
});

Deno.test("Sequential names a nested model that is built for other inputs", () => {
  const inner = new Sequential([new Dense(2, { inputs: 9 })]);
  assertThrows(
    () => new Sequential([new Dense(4, { inputs: 3 }), inner]),
    ShapeError,
    "Cannot build layer 1.sequential: expected input shape [9], received [4]: " +
      "it is built already; create a new one for other inputs",
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

Deno.test("Sequential refuses a seed or an engine that is none", () => {
  const layers = (): Dense[] => [new Dense(1)];
  for (const seed of [-1, 0.5, NaN]) {
    assertThrows(
      () => new Sequential(layers(), { seed }),
      RangeError,
      `received ${seed}`,
    );
  }
  assertThrows(
    () => new Sequential(layers(), { engine: "gpu" as "auto" }),
    RangeError,
    "Cannot load engine",
  );
});
