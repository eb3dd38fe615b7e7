import { ArrayDataset } from "@cutedl/datasets";
import {
  type BackwardOptions,
  Dense,
  type ForwardOptions,
  type Layer,
  Sequential,
} from "@cutedl/layers";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  type LossOptions,
  type LossResult,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import {
  loadEngine,
  Parameter,
  randomTensor,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotStrictEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  identitySession,
  pairs,
  pairsSession,
  ScriptedDataset,
  scriptedSession,
  TargetLoss,
  weightsOf,
} from "./_fixtures_test.ts";
import { BinaryAccuracy } from "./metrics/binary_accuracy.ts";
import { CategoricalAccuracy } from "./metrics/categorical_accuracy.ts";
import type { Metric } from "./metrics/metric.ts";
import { Session } from "./session.ts";

const optimizer = new Fixed(0.1);

Deno.test("Session.trainBatch() takes the steps that are worked by hand", () => {
  const session = identitySession();
  const inputs = tensor([[1, 2], [3, -1]]);
  const targets = tensor([[0, 1], [2, 1]]);

  // Errors [[1, 1], [1, -2]], so (1/2)(2/2 + 5/2); all numbers are dyadic.
  assertEquals(session.trainBatch(inputs, targets), 1.75);
  assertEquals(weightsOf(session), [[0, 1.25, -0.25, 0], [-0.5, 0.25]]);

  // Predictions [[-1, 1.5], [-0.25, 4]].
  assertEquals(session.trainBatch(inputs, targets), 3.828125);
  assertEquals(weightsOf(session), [
    [1.9375, -1.125, -0.3125, 0.5],
    [0.3125, -0.625],
  ]);
  assertEquals([session.step, session.epoch], [2, 0]);
});

Deno.test("Session.trainBatch() needs no more engine memory after the first step", () => {
  const session = pairsSession();
  const engine = loadEngine();
  const [inputs, targets] = [randomTensor([64, 2]), tensor(new Uint8Array(64))];
  session.trainBatch(inputs, targets);
  const before = engine.bytesInUse;
  for (let i = 0; i < 200; i++) session.trainBatch(inputs, targets);
  assertEquals(engine.bytesInUse, before);
});

Deno.test("Session gives the same training on every engine, up to rounding", async () => {
  const [reference, wasm] = await Promise.all(
    ["reference" as const, "wasm" as const].map(async (engine) => {
      const session = pairsSession({ engine });
      await session.fit(pairs(100), { epochs: 3, validation: pairs(30, 2) });
      return session;
    }),
  );
  weightsOf(reference!).flat().forEach((weight, i) => {
    assertAlmostEquals(weightsOf(wasm!).flat()[i]!, weight, 1e-4);
  });
  reference!.history.series("valLoss").forEach((loss, i) => {
    assertAlmostEquals(wasm!.history.series("valLoss")[i]!, loss, 1e-5);
  });
});

Deno.test("Session tells layers and loss how to run, on the engine of the model", () => {
  const reference = loadEngine("reference");
  const calls: Record<string, unknown>[] = [];
  const record = ({ workspace, ...options }: Passed = {}): void => {
    calls.push({ ...options, engine: workspace?.engine.name });
  };
  type Passed = ForwardOptions & BackwardOptions;
  class Recording implements Layer {
    readonly name = "recording";
    readonly inputShape = [1];
    readonly outputShape = [1];
    readonly engine = reference;
    constructor(readonly parameters: Parameter[]) {}
    build(): void {}
    forward(inputs: Tensor, options?: ForwardOptions): Tensor {
      record(options);
      return inputs;
    }
    backward(gradient: Tensor, options?: BackwardOptions): Tensor {
      record(options);
      return gradient;
    }
  }
  class RecordingLoss extends TargetLoss {
    override compute(
      predictions: Tensor,
      targets: Tensor,
      options?: LossOptions,
    ): LossResult {
      record(options);
      return super.compute(predictions, targets);
    }
  }
  const engine = "reference";
  const parameter = new Parameter("kernel", zeros([1]), { engine });
  for (const parameters of [[parameter], []]) {
    calls.length = 0;
    const model = new Recording(parameters);
    const session = new Session(model, {
      loss: new RecordingLoss(),
      optimizer,
    });
    session.trainBatch(tensor([[1]]), tensor([[1]]));
    session.predict(tensor([[1]]));
    assertEquals(calls, [
      { training: true, engine },
      { engine },
      { inputGradient: false, engine },
      { engine },
    ]);
  }
});

Deno.test("Session trains on the model's engine, wherever its parameters are", () => {
  const [reference, wasm] = [loadEngine("reference"), loadEngine("wasm")];
  const first = new Dense(1, { inputs: 1 });
  first.build([1], { engine: reference });
  const model = new Sequential([first], { engine: wasm });
  const session = new Session(model, { loss: new TargetLoss(), optimizer });
  const used: unknown[] = [];
  const forward = first.forward.bind(first);
  first.forward = (inputs, options) => {
    used.push(options?.workspace?.engine);
    return forward(inputs, options);
  };
  session.trainBatch(tensor([[1]]), tensor([[1]]));
  session.predict(tensor([[1]]));
  assertEquals(used, [wasm, wasm]);
});

Deno.test("Session builds a model by the first data it meets", async () => {
  const make = (): Session =>
    new Session(new Sequential([new Dense(2)]), {
      loss: new SparseCategoricalCrossentropy(),
      optimizer,
    });
  const meet: ((session: Session) => unknown)[] = [
    (session) => session.trainBatch(randomTensor([3, 2]), tensor([0, 1, 0])),
    (session) => session.fit(pairs(4)),
    (session) => session.evaluate(pairs(4)),
    (session) => session.predict(randomTensor([3, 2])),
    (session) => session.predict(pairs(4)),
  ];
  for (const use of meet) {
    const session = make();
    await use(session);
    assertEquals(session.model.inputShape, [2]);
  }
});

Deno.test("Session does not take a single example for a batch to build a model by", () => {
  const make = (): Session =>
    new Session(new Sequential([new Dense(2)]), {
      loss: new MeanSquaredError(),
      optimizer,
    });
  const session = make();
  const message = "expected inputs [batch, inputs], received [784]: a single " +
    "example is inputs.reshape([1, 784])";
  assertThrows(
    () => session.predict(zeros([784])),
    ShapeError,
    `Cannot predict: ${message}`,
  );
  assertThrows(
    () => session.trainBatch(zeros([784]), zeros([2])),
    ShapeError,
    `Cannot train on batch: ${message}`,
  );
  assertEquals(session.model.inputShape, undefined);
  session.predict(zeros([1, 784]));
});

Deno.test("Session names both ways out when a model ends in an activation and the loss wants logits", () => {
  const cases: [string, Loss][] = [
    ["softmax", new CategoricalCrossentropy()],
    ["softmax", new SparseCategoricalCrossentropy()],
    ["sigmoid", new BinaryCrossentropy()],
  ];
  for (const [activation, loss] of cases) {
    const model = new Sequential([
      new Dense(2, { activation: activation as "softmax" }),
    ]);
    assertThrows(
      () => new Session(model, { loss, optimizer }),
      TypeError,
      `Cannot create session: expected a model whose outputs are logits, as ` +
        `${loss.name} takes them, received one that ends in ${activation}: ` +
        "remove that activation (better), or give the loss " +
        "{ fromLogits: false }",
    );
  }
  const model = new Sequential([new Dense(2, { activation: "softmax" })]);
  for (
    const loss of [
      new CategoricalCrossentropy({ fromLogits: false }),
      new MeanSquaredError(),
    ]
  ) new Session(model, { loss, optimizer });
});

Deno.test("Session refuses a seed that is none", () => {
  for (const seed of [-1, 0.5, NaN, Infinity]) {
    assertThrows(
      () =>
        new Session(new Sequential([new Dense(1)]), {
          loss: new MeanSquaredError(),
          optimizer,
          seed,
        }),
      RangeError,
      "Cannot create session: expected seed to be a whole number >= 0, " +
        `received ${seed}`,
    );
  }
});

Deno.test("Session refuses metrics whose names are taken", () => {
  const make = (...metrics: Metric[]): Session =>
    new Session(new Sequential([new Dense(1)]), {
      loss: new MeanSquaredError(),
      optimizer,
      metrics,
    });
  assertThrows(
    () => make(new BinaryAccuracy(), new BinaryAccuracy()),
    RangeError,
    'received "accuracy", which is taken: give it another',
  );
  assertThrows(
    () => make(new CategoricalAccuracy({ name: "loss" })),
    RangeError,
    'received "loss", which is taken',
  );
  for (const name of ["", "epochs", "seconds", "steps", "__proto__"]) {
    assertThrows(
      () => make(new BinaryAccuracy({ name })),
      RangeError,
      `received ${JSON.stringify(name)}, which is taken`,
    );
  }
  assertThrows(
    () => make(new BinaryAccuracy({ name: "a\x1b[2J" })),
    RangeError,
    'received "a\\u001b[2J", which does not print: give it another',
  );
  const names = ["strict", "value", "valance", "val", "Loss2", "constructor"];
  make(...names.map((name) => new BinaryAccuracy({ name })));
});

Deno.test("Session refuses metrics whose series would be one with a series of validation", () => {
  const make = (...names: string[]): Session =>
    new Session(new Sequential([new Dense(1)]), {
      loss: new MeanSquaredError(),
      optimizer,
      metrics: names.map((name) => new BinaryAccuracy({ name })),
    });
  for (const name of ["valAccuracy", "valLoss", "val5", "val_loss"]) {
    assertThrows(
      () => make("accuracy", name),
      RangeError,
      "Cannot create session: expected metrics with names of their own, " +
        `received "${name}", which names a series of validation: give it ` +
        'another, as in new BinaryAccuracy({ name: "binary" })',
    );
  }
  for (const names of [["accuracy", "Accuracy"], ["Loss"]]) {
    assertThrows(
      () => make(...names),
      RangeError,
      `received "${names.at(-1)}", which is taken`,
    );
  }
});

Deno.test("Session.evaluate() weights the last batch by its size", async () => {
  const session = identitySession();
  const inputs = tensor([[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]);
  const targets = tensor([[2, 0], [0, 0], [0, 0], [0, 0], [4, 0]]);
  const data = new ArrayDataset(inputs, targets);
  for (const batchSize of [1, 2, 3, 5, 256]) {
    const { loss } = await session.evaluate(data, { batchSize });
    assertEquals(loss, (2 + 8) / 5); // batches of 2: 1, 0 and 8
  }
});

Deno.test("Session.evaluate() measures the accuracy that goes with the loss", async () => {
  const inputs = tensor([[1, -1], [-1, 0.25], [2, 1], [-3, -1]]);
  const make = (loss: Loss): Session => {
    const session = new Session(identitySession().model, { loss, optimizer });
    return session;
  };
  const labels = new ArrayDataset(inputs, tensor([0, 1, 1, 1]));
  const sparse = make(new SparseCategoricalCrossentropy());
  assertEquals((await sparse.evaluate(labels)).accuracy, 0.75);

  const rows = tensor([[1, 0], [0, 1], [0, 1], [0, 1]]);
  const oneHot = new ArrayDataset(inputs, rows);
  const categorical = make(new CategoricalCrossentropy());
  assertEquals((await categorical.evaluate(oneHot)).accuracy, 0.75);

  const binary = make(new BinaryCrossentropy()); // logits above 0 say yes
  assertEquals((await binary.evaluate(oneHot)).accuracy, 6 / 8);

  const values = make(new MeanSquaredError());
  assertEquals(Object.keys(await values.evaluate(oneHot)), ["loss"]);

  const chosen = new Session(identitySession().model, {
    loss: new MeanSquaredError(),
    optimizer,
    metrics: [new BinaryAccuracy({ name: "above", threshold: 1.5 })],
  });
  const { above } = await chosen.evaluate(oneHot);
  assertEquals(above, 3 / 8); // only the 2 is above 1.5, and wrongly so
});

Deno.test("Session.evaluate() leaves the model as it is", async () => {
  const session = pairsSession();
  const before = weightsOf(session);
  await session.evaluate(pairs(50));
  assertEquals(weightsOf(session), before);
  assertEquals([session.step, session.history.rows.length], [0, 0]);
});

Deno.test("Session.evaluate() may run several times at once", async () => {
  const session = pairsSession();
  const data = pairs(100);
  const options = { batchSize: 7 };
  const alone = await session.evaluate(data, options);
  const other = await session.evaluate(pairs(100, 9), options);
  const together = await Promise.all([
    session.evaluate(data, options),
    session.evaluate(pairs(100, 9), options),
    session.evaluate(data, options),
  ]);
  assertEquals(together, [alone, other, alone]);
});

Deno.test("Session.evaluate() refuses to share metrics that were given", async () => {
  const session = new Session(identitySession().model, {
    loss: new CategoricalCrossentropy(),
    optimizer,
    metrics: [new CategoricalAccuracy()],
  });
  const data = new ArrayDataset(tensor([[1, 2]]), tensor([[0, 1]]));
  const first = session.evaluate(data);
  await assertRejects(
    () => session.evaluate(data),
    Error,
    "Cannot measure metrics: expected them to be free, received a second",
  );
  assertEquals((await first).accuracy, 1);
  assertEquals((await session.evaluate(data)).accuracy, 1);

  const without = new Session(session.model, {
    loss: session.loss,
    optimizer,
    metrics: [],
  });
  const [one, two] = await Promise.all([
    without.evaluate(data),
    without.evaluate(data),
  ]);
  assertEquals(Object.keys(one), ["loss"]);
  assertEquals(one, two);
});

Deno.test("Session.evaluate() refuses data without examples", async () => {
  await assertRejects(
    () => scriptedSession().evaluate(new ScriptedDataset([[]])),
    RangeError,
    "Cannot evaluate: expected data with at least one example, received none",
  );
});

Deno.test("Session.evaluate() refuses data that does not fit", async () => {
  const data = new ArrayDataset(
    randomTensor([4, 28, 28]),
    tensor([0, 1, 2, 3]),
  );
  const error = await assertRejects(
    () => pairsSession().evaluate(data),
    ShapeError,
    "Cannot evaluate: expected data with inputs [2], received [28, 28]",
  );
  assertEquals(error.expected, [2]);
  await assertRejects(
    () => pairsSession().evaluate(pairs(3), { batchSize: 0 }),
    RangeError,
    "Cannot evaluate: expected batchSize to be a whole number >= 1, received 0",
  );
});

Deno.test("Session.predict() gives outputs that never change", () => {
  const session = identitySession();
  const inputs = tensor([[1, 2]]);
  const outputs = session.predict(inputs);
  session.predict(tensor([[3, 4]]));
  session.trainBatch(inputs, tensor([[0, 0]]));
  assertEquals(outputs.toArray(), [[1, 2]]);
  assertNotStrictEquals(outputs.data, inputs.data);
});

Deno.test("Session.predict() gives one row of outputs per row of inputs", async () => {
  const session = identitySession();
  for (const rows of [0, 1, 256, 257, 1000]) {
    const inputs = randomTensor([rows, 2], { seed: rows });
    assertEquals(session.predict(inputs), inputs);
    if (rows === 0) continue;
    const data = new ArrayDataset(inputs, inputs);
    assertEquals(await session.predict(data), inputs);
    assertEquals(await session.predict(data, { batchSize: 7 }), inputs);
  }
});

Deno.test("Session.predict() refuses inputs that do not fit", async () => {
  const cases = [
    [[3, 5], "[3, 5]"],
    [[300, 5], "[300, 5]"],
    [[2], "[2]: a single one is inputs.reshape([1, 2])"],
    [[600], "[600]"], // more rows than are computed at once
    [[300, 1, 2], "[300, 1, 2]: flatten them with inputs.reshape([300, 2])"],
  ] as const;
  for (const [shape, received] of cases) {
    const error = assertThrows(
      () => identitySession().predict(randomTensor(shape)),
      ShapeError,
    );
    assertEquals(
      error.message,
      `Cannot predict: expected inputs [batch, 2], received ${received}`,
    );
  }
  await assertRejects(
    () => scriptedSession().predict(new ScriptedDataset([[]])),
    RangeError,
    "Cannot predict: expected data with at least one example, received none",
  );
  await assertRejects(
    () => identitySession().predict(pairs(3), { batchSize: NaN }),
    RangeError,
    "Cannot predict: expected batchSize to be a whole number >= 1",
  );
});

Deno.test("Session takes any layer as its model", async () => {
  const dense = new Dense(1, { inputs: 1, kernelInitializer: "zeros" });
  const session = new Session(dense, { loss: new TargetLoss(), optimizer });
  await session.fit(new ScriptedDataset([[1]]));
  assert(session.step === 1);
});
