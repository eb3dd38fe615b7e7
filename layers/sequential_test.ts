import {
  Dense,
  type ForwardOptions,
  GlorotUniform,
  type Layer,
  Sequential,
} from "./mod.ts";
import {
  loadEngine,
  Random,
  randomTensor,
  ReusedWorkspace,
  scale,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";

const engines = [loadEngine("reference"), loadEngine("wasm")];

/** A layer without parameters that gives its inputs back. */
class Identity implements Layer {
  readonly name = "identity";
  readonly parameters = [];
  inputShape: readonly number[] | undefined;
  outputShape: readonly number[] | undefined;

  build(inputShape: readonly number[]): void {
    this.inputShape = this.outputShape = inputShape;
  }

  forward(inputs: Tensor): Tensor {
    return inputs;
  }

  backward(gradient: Tensor): Tensor {
    return gradient;
  }
}

const names = (model: Layer): string[] =>
  model.parameters.map(({ name }) => name);

const values = (model: Layer): Tensor[] =>
  model.parameters.map(({ value }) => value.clone());

for (const engine of engines) {
  Deno.test(`Sequential works by hand on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(2, { inputs: 1, activation: "relu" }),
      new Dense(1),
    ], { engine });
    const [kernel0, bias0, kernel1, bias1] = model.parameters;
    kernel0!.assign(tensor([[2, -1]]));
    bias0!.assign(tensor([1, 1]));
    kernel1!.assign(tensor([[3], [5]]));
    bias1!.assign(tensor([7]));

    // 4 → relu [9, -3] = [9, 0] → 27 + 7
    const outputs = model.forward(tensor([[4]]), { training: true });
    assertEquals(outputs.toArray(), [[34]]);
    assertEquals(model.backward(tensor([[10]])).toArray(), [[60]]);
    assertEquals(
      model.parameters.map(({ gradient }) => gradient.toArray()),
      [[[120, 0]], [30, 0], [[90], [0]], [10]],
    );
  });

  Deno.test(`Sequential.predict() gives forward's outputs on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(3, { activation: "softmax" }),
    ], { engine });
    for (const batch of [0, 1, 2, 1024, 1025, 2500]) {
      const inputs = randomTensor([batch, 5], { seed: batch });
      const before = inputs.clone();
      const predictions = model.predict(inputs);
      assertEquals(predictions.shape, [batch, 3]);
      assertEquals(inputs, before);
      for (const row of [0, 1023, 1024, 2047, 2048, 2499]) {
        if (row >= batch) continue;
        const single = tensor(inputs.data.slice(row * 5, row * 5 + 5), [1, 5]);
        const expected = model.forward(single);
        expected.data.forEach((value, i) =>
          assert(Math.abs(predictions.data[row * 3 + i]! - value) < 1e-6)
        );
      }
    }
  });

  Deno.test(`Sequential reuses the memory of a workspace on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(3),
    ], { engine });
    const workspace = new ReusedWorkspace(engine);
    const inputs = randomTensor([64, 5], { seed: 1 });
    const gradient = randomTensor([64, 3], { seed: 2 });
    const step = (): void => {
      model.forward(inputs, { training: true, workspace });
      model.backward(gradient, { inputGradient: false, workspace });
      model.forward(inputs, { workspace });
      model.predict(inputs);
    };
    step();
    const bytes = engine.bytesInUse;
    for (let i = 0; i < 50; i++) step();
    assertEquals(engine.bytesInUse, bytes);
  });

  Deno.test(`Sequential may be evaluated before going back on ${engine.name}`, () => {
    const model = new Sequential([
      new Dense(7, { inputs: 5, activation: "gelu" }),
      new Dense(6, { activation: "relu" }),
      new Dense(3),
    ], { engine });
    const workspace = new ReusedWorkspace(engine);
    const inputs = randomTensor([4, 5], { seed: 1 });
    const gradient = randomTensor([4, 3], { seed: 2 });
    const run = (between: () => void): Tensor[] => {
      model.forward(inputs, { training: true, workspace });
      between();
      const inputGradient = model.backward(gradient, { workspace }).clone();
      return [
        inputGradient,
        ...model.parameters.map((parameter) => parameter.gradient.clone()),
      ];
    };
    const others = randomTensor([4, 5], { seed: 3 });
    assertEquals(
      run(() => {
        model.forward(others, { workspace });
        model.predict(others);
      }),
      run(() => {}),
    );
  });
}

Deno.test("Sequential.predict() gives tensors that never change", () => {
  const model = new Sequential([new Dense(2, { inputs: 2 })]);
  const inputs = randomTensor([2, 2], { seed: 1 });
  const first = model.predict(inputs);
  const before = first.clone();
  assertNotEquals(model.predict(scale(inputs, 2)), first);
  assertEquals(first, before);

  const identity = new Sequential([new Identity()]);
  identity.build([2]);
  assertNotStrictEquals(identity.predict(inputs).data, inputs.data);
});

Deno.test("Sequential.predict() runs small blocks in one workspace", () => {
  const seen: [rows: number, options: ForwardOptions][] = [];
  class Spy extends Identity {
    override forward(inputs: Tensor, options: ForwardOptions = {}): Tensor {
      seen.push([inputs.shape[0]!, options]);
      return inputs;
    }
  }
  const [reference, wasm] = engines;
  const model = new Sequential([new Spy()], { engine: reference! });
  model.build([1]);
  model.predict(zeros([2500, 1]));
  model.predict(zeros([1, 1]));
  assertEquals(seen.map(([rows]) => rows), [1024, 1024, 452, 1]);
  const first = seen[0]![1].workspace;
  assert(first instanceof ReusedWorkspace);
  for (const [, { workspace, training }] of seen) {
    assertStrictEquals(workspace, first);
    assert(!training);
  }

  new Sequential([model], { engine: wasm! }).build([1]);
  model.predict(zeros([1, 1]));
  assertStrictEquals(seen.at(-1)![1].workspace!.engine, wasm);
});

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
    "Cannot apply layer 0.dense: expected inputs [batch, 784], received " +
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
      "it is built already; create a new model for other inputs",
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
      `Cannot ${verb} sequential: expected a built model, received one whose ` +
        "input shape is unknown: give the first layer inputs, as in " +
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
    "Cannot differentiate layer 0.dense: expected a forward pass",
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
  const trained = new Sequential([new Dense(3, { inputs: 4 })], { seed: 5 });
  trained.parameters[1]!.assign(tensor([1, 2, 3]));
  trained.parameters[0]!.trainable = false;
  const before = values(trained);
  const [engine] = engines;
  const model = new Sequential([new Identity(), trained, new Dense(2)], {
    engine: engine!,
  });
  model.build([4]);
  assertEquals(values(model).slice(0, 2), before);
  assertEquals(
    model.parameters.map(({ trainable }) => trainable),
    [false, true, true, true],
  );
  trained.build();
  assertEquals(names(trained), [
    "1.sequential.0.dense.kernel",
    "1.sequential.0.dense.bias",
  ]);
  assertStrictEquals(trained.parameters[0], model.parameters[0]);
  const inputs = randomTensor([2, 4]);
  const hidden = trained.predict(inputs);
  model.layers[2]!.parameters[0]!.assign(tensor([[1, 0], [0, 1], [0, 0]]));
  assertEquals(
    model.predict(inputs).data,
    hidden.data.filter((_, i) => i % 3 < 2),
  );
});

Deno.test("Sequential asks only its first layer for no input gradient", () => {
  const asked: unknown[] = [];
  class Spy extends Identity {
    override backward(
      gradient: Tensor,
      options: { inputGradient?: boolean } = {},
    ): Tensor {
      asked.push(options.inputGradient ?? true);
      return gradient;
    }
  }
  const model = new Sequential([
    new Sequential([new Spy(), new Spy()]),
    new Sequential([new Spy()]),
  ]);
  model.build([1]);
  model.forward(zeros([1, 1]), { training: true });
  assertEquals(
    model.backward(tensor([[1]]), { inputGradient: false }),
    undefined,
  );
  assertEquals(asked.splice(0), [true, true, false]);
  assertEquals(model.backward(tensor([[1]])).toArray(), [[1]]);
  assertEquals(asked.splice(0), [true, true, true]);
});

Deno.test("Sequential computes no gradient of frozen parameters", () => {
  const model = new Sequential([new Dense(2, { inputs: 2 }), new Dense(2)]);
  model.layers[0]!.parameters.forEach((p) => p.trainable = false);
  model.forward(tensor([[1, 2]]), { training: true });
  model.backward(tensor([[1, 1]]), { inputGradient: false });
  assertEquals(
    model.parameters.map(({ gradient }) => gradient.data.some((g) => g !== 0)),
    [false, false, true, true],
  );
});

Deno.test("Sequential tells the activation of its last layer", () => {
  const softmax = new Dense(2, { activation: "softmax" });
  assertEquals(
    new Sequential([new Dense(2), new Sequential([softmax])]).outputActivation,
    "softmax",
  );
  assertEquals(
    new Sequential([softmax, new Identity()]).outputActivation,
    undefined,
  );
});

Deno.test("Sequential.summary() is a table with totals", () => {
  const model = new Sequential([
    new Dense(128, { inputs: 784, activation: "relu" }),
    new Identity(),
    new Sequential([new Dense(10, { activation: "softmax" })], {
      name: "head",
    }),
  ], { name: "mnist" });
  model.parameters[1]!.trainable = false;
  assertEquals(
    model.summary(),
    `
mnist, inputs [batch, 784]

Layer           Activation  Output shape  Parameters
────────────────────────────────────────────────────
0.dense         relu        [batch, 128]     100,480
1.identity                  [batch, 128]           0
2.head.0.dense  softmax     [batch, 10]        1,290
────────────────────────────────────────────────────
Total                                        101,770
Trainable                                    101,642
Frozen                                           128
`.trim(),
  );
});

Deno.test("Sequential refuses what is not a row of layers", () => {
  const refused = (layers: unknown): void => {
    new Sequential(layers as Layer[]);
  };
  assertThrows(
    () => refused([]),
    RangeError,
    "Cannot create model: expected at least one layer, received none",
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
    `${layer}, received string`,
  );
  assertThrows(
    () => refused([new Dense(1), null]),
    TypeError,
    `${layer}, received null`,
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

Deno.test("Sequential refuses a layer that does not know its output shape", () => {
  class Silent extends Identity {
    override build(): void {}
  }
  const model = new Sequential([new Dense(1), new Silent()]);
  assertThrows(
    () => model.build([2]),
    Error,
    "Cannot build layer 1.identity: expected it to know its outputShape once " +
      "built, received undefined: set it in build",
  );
  assertEquals(model.parameters, []);
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
