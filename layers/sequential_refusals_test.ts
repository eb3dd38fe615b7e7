import { Dense, type Initializer, type Layer, Sequential } from "./mod.ts";
import { loadEngine, ShapeError, zeros } from "@cutedl/tensor";
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";

import { Identity, Named, values } from "./_fixtures_test.ts";

const engines = [loadEngine("reference"), loadEngine("wasm")];

Deno.test("Sequential.predict() names the reshaping of one example", () => {
  const model = new Sequential([new Dense(10, { inputs: 784 })]);
  const error = assertThrows(() => model.predict(zeros([784])), ShapeError);
  assertEquals(
    error.message,
    "Cannot predict: expected inputs [batch, 784], received [784]: " +
      "a single one is inputs.reshape([1, 784])",
  );
  assertThrows(
    () => model.predict(zeros([2000, 28, 28])),
    ShapeError,
    "received [2000, 28, 28]: flatten them with inputs.reshape([2000, 784])",
  );
});

Deno.test("Sequential names the layer whose inputs do not fit", () => {
  const model = new Sequential([new Dense(10, { inputs: 784 })]);
  assertThrows(
    () => model.forward(zeros([32, 28, 28])),
    ShapeError,
    "Cannot apply dense layer: expected inputs [batch, 784], received " +
      "[32, 28, 28]: flatten them with inputs.reshape([32, 784])",
  );
  assertThrows(
    () =>
      new Sequential([
        new Dense(8, { inputs: 4 }),
        new Dense(2, { inputs: 9 }),
      ]),
    ShapeError,
    "Cannot build layer 1.dense: expected input shape [9], received [8]: " +
      "create it with inputs: 8, or without inputs",
  );
});

Deno.test("Sequential asks for its input shape", () => {
  const model = new Sequential([new Dense(3)]);
  const uses: [string, () => unknown][] = [
    ["build", () => model.build()],
    ["apply", () => model.forward(zeros([1, 5]))],
    ["differentiate", () => model.backward(zeros([1, 3]))],
    ["predict", () => model.predict(zeros([1, 5]))],
    ["summarize", () => model.summary()],
  ];
  for (const [verb, use] of uses) {
    assertEquals(
      assertThrows(use, Error).message,
      `Cannot ${verb} sequential: expected a built model, received one that ` +
        "is yet to be built: give the first layer inputs, as in " +
        "new Dense(10, { inputs: 784 }), or call build(inputShape)",
    );
  }
});

Deno.test("Sequential asks for a forward pass before going back", () => {
  const model = new Sequential([new Dense(3, { inputs: 5 })]);
  model.forward(zeros([1, 5]));
  model.predict(zeros([1, 5]));
  assertThrows(
    () => model.backward(zeros([1, 3])),
    Error,
    "Cannot differentiate dense layer: expected a forward pass",
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
