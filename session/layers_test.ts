// What training with layers asks of a session, beyond what dense ones do.
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { ArrayDataset } from "@cutedl/datasets";
import {
  Activation,
  BatchNormalization,
  Dense,
  Dropout,
  Flatten,
  type Layer,
  LayerNormalization,
  Reshape,
  Sequential,
} from "@cutedl/layers";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type Loss,
  MeanSquaredError,
} from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { full, randomTensor, tensor } from "@cutedl/tensor";
import { pairs, pairsSession, ScriptedDataset } from "./_fixtures_test.ts";
import { EarlyStopping } from "./callbacks/early_stopping.ts";
import { DivergenceError } from "./divergence_error.ts";
import { Session } from "./session.ts";

const optimizer = new Fixed(0.1);

Deno.test("Session sees an activation behind layers that keep it", () => {
  const behind: Layer[][] = [
    [],
    [new Dropout(0.5)],
    [new Flatten(), new Reshape([2])],
    [new Sequential([new Dropout(0.5), new Flatten()])],
  ];
  const cases: [Loss, () => Layer[], string][] = [
    [
      new CategoricalCrossentropy(),
      () => [new Dense(2), new Activation("softmax")],
      "softmax",
    ],
    [
      new BinaryCrossentropy(),
      () => [new Dense(2, { activation: "sigmoid" })],
      "sigmoid",
    ],
  ];
  for (const [loss, make, activation] of cases) {
    for (const layers of behind) {
      const model = new Sequential([...make(), ...layers]);
      assertThrows(
        () => new Session(model, { loss, optimizer }),
        TypeError,
        `${loss.name} takes them, received one that ends in ${activation}: ` +
          "remove that activation (better), or give the loss " +
          "{ fromLogits: false }",
      );
    }
    // what computes further has outputs of its own
    const other = new Sequential([...make(), new BatchNormalization()]);
    new Session(other, { loss, optimizer });
  }
});

/** A session over pairs of numbers, in two rows, with every layer. */
function makeSession(seed = 3): Session {
  const model = new Sequential([
    new Reshape([2, 1]),
    new Flatten(),
    new Dense(24),
    new BatchNormalization(),
    new Activation("tanh"),
    new Dropout(0.2),
    new Dense(24, { useBias: false }),
    new LayerNormalization(),
    new Activation("relu"),
    new Dense(2),
  ], { seed });
  const { loss } = pairsSession();
  return new Session(model, { loss, optimizer: new Fixed(0.1) });
}

Deno.test("Session learns with every layer, the same with the same seed", async () => {
  const run = async (seed: number) => {
    const session = makeSession(seed);
    await session.fit(pairs(600), { epochs: 15, batchSize: 20 });
    const { accuracy } = await session.evaluate(pairs(500, 2));
    const { parameters, buffers } = session.model as Sequential;
    const values = [...parameters, ...buffers]
      .map(({ value }) => value.clone());
    return { accuracy: accuracy!, values };
  };
  const [first, again, other] = [await run(3), await run(3), await run(4)];
  assert(first.accuracy > 0.95, `${first.accuracy}`);
  assertEquals(again, first);
  assertNotEquals(other.values, first.values);
});

Deno.test("Session.evaluate() leaves buffers and random sources alone", async () => {
  const session = makeSession();
  const data = pairs(100);
  await session.fit(data, { batchSize: 20 });
  const model = session.model as Sequential;
  const state = () => [
    model.buffers.map(({ value }) => value.clone()),
    model.layers.map(({ random }) => random?.state),
  ];
  const before = state();
  const evaluated = await session.evaluate(data, { batchSize: 7 });
  session.predict(randomTensor([5, 2]));
  assertEquals(state(), before);
  assertEquals((await session.evaluate(data)).accuracy, evaluated.accuracy);
});

Deno.test("EarlyStopping restores buffers with the best weights", async () => {
  const model = new Sequential([new BatchNormalization(), new Dense(1)]);
  model.build([1]);
  const loss = new MeanSquaredError();
  const session = new Session(model, { loss, optimizer });
  const values = () =>
    [...model.parameters, ...model.buffers].map(({ value }) => value.clone());
  const seen: unknown[] = [];
  await session.fit(
    new ArrayDataset(tensor([[1], [2], [4]]), tensor([[1], [2], [4]])),
    {
      epochs: 4,
      batchSize: 3,
      validation: new ScriptedDataset([[3], [1], [200], [200]]),
      callbacks: [new EarlyStopping({ patience: 9 }), {
        onEpochEnd: () => void seen.push(values()),
      }],
    },
  );
  const losses = session.history.series("valLoss");
  const best = losses.indexOf(Math.min(...losses));
  assert(best < 3, `${losses}`);
  assertEquals(values(), seen[best]);
});

Deno.test("DivergenceError leaves the moving mean and variance as they were", () => {
  const model = new Sequential([new BatchNormalization(), new Dense(1)]);
  model.build([2]);
  const loss = new MeanSquaredError();
  const session = new Session(model, { loss, optimizer });
  session.trainBatch(randomTensor([4, 2]), full([4, 1], 1));
  const before = model.buffers.map(({ value }) => value.clone());
  assertThrows(
    () => session.trainBatch(tensor([[1, NaN], [2, 3]]), full([2, 1], 1)),
    DivergenceError,
    "expected finite inputs",
  );
  assertEquals(model.buffers.map(({ value }) => value.clone()), before);
});
