import { Fixed } from "@cutedl/optimizers";
import type { Tensor } from "@cutedl/tensor";
import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import {
  pairs,
  pairsSession,
  rowsOf,
  ScriptedDataset,
  scriptedSession,
  weightsOf,
} from "./_fixtures_test.ts";
import type { Metric } from "./metrics/metric.ts";
import { Session } from "./session.ts";

Deno.test("Session.fit() records a row per epoch, with losses of the examples since the last", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1, 2, 3], [5, 7, 9]]);
  await session.fit(data, { epochs: 2 });
  assertEquals(rowsOf(session), [
    { epoch: 1, step: 3, loss: 2 },
    { epoch: 2, step: 6, loss: 7 },
  ]);
});

Deno.test("Session.fit() validates every so many epochs, and at the end", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[4]]);
  const validation = new ScriptedDataset([[1], [2], [3], [5]]);
  const validateEvery = { epochs: 2 };
  await session.fit(data, { epochs: 5, validation, validateEvery });
  assertEquals(rowsOf(session), [
    { epoch: 1, step: 1, loss: 4 },
    { epoch: 2, step: 2, loss: 4, valLoss: 1 },
    { epoch: 3, step: 3, loss: 4 },
    { epoch: 4, step: 4, loss: 4, valLoss: 2 },
    { epoch: 5, step: 5, loss: 4, valLoss: 3 },
  ]);
  await session.fit(data, { validation, validateEvery }); // epoch 6
  assertEquals(session.history.series("valLoss"), [1, 2, 3, 5]);
});

Deno.test("Session.fit() validates every so many steps, and at the end", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1, 3, 5, 7, 9]]);
  const validation = new ScriptedDataset([[1], [2], [3], [4]]);
  await session.fit(data, {
    epochs: 2,
    validation,
    validateEvery: { steps: 3 },
  });
  assertEquals(rowsOf(session), [
    { epoch: 1, step: 3, loss: 3, valLoss: 1 },
    { epoch: 1, step: 5, loss: 8 },
    { epoch: 2, step: 6, loss: 1, valLoss: 2 },
    { epoch: 2, step: 9, loss: 5, valLoss: 3 },
    { epoch: 2, step: 10, loss: 9, valLoss: 4 },
  ]);
});

Deno.test("Session.fit() records one row where a validation by steps meets the end of an epoch", async () => {
  const session = scriptedSession();
  const validation = new ScriptedDataset([[1], [2]]);
  const ends: number[] = [];
  await session.fit(new ScriptedDataset([[1, 3]]), {
    epochs: 2,
    validation,
    validateEvery: { steps: 2 },
    callbacks: [{ onEpochEnd: ({ row }) => ends.push(row.valLoss!) }],
  });
  assertEquals(rowsOf(session), [
    { epoch: 1, step: 2, loss: 2, valLoss: 1 },
    { epoch: 2, step: 4, loss: 2, valLoss: 2 },
  ]);
  assertEquals(ends, [1, 2]);
  assertEquals(validation.asked.length, 2);
});

Deno.test("Session.fit() validates on the first validationBatches batches of batchSize", async () => {
  const session = scriptedSession();
  const validation = new ScriptedDataset([[1, 5, 9]]);
  await session.fit(new ScriptedDataset([[1]]), {
    batchSize: 1,
    validation,
    validationBatches: 2,
  });
  assertEquals(session.history.series("valLoss"), [3]);
  assertEquals(validation.asked[0]!.batchSize, 1);
});

Deno.test("Session.fit() validates as evaluate does", async () => {
  const session = pairsSession();
  const validation = pairs(300, 5);
  const history = await session.fit(pairs(64), { epochs: 2, validation });
  assertEquals(await session.evaluate(validation), {
    loss: history.last("valLoss"),
    accuracy: history.last("valAccuracy"),
  });
});

Deno.test("Session.fit() leaves training alone when it validates", async () => {
  const [plain, validated] = [pairsSession(), pairsSession()];
  const data = pairs(60);
  await plain.fit(data, { epochs: 2, batchSize: 8 });
  await validated.fit(data, {
    epochs: 2,
    batchSize: 8,
    validation: data,
    validateEvery: { steps: 1 },
  });
  assertEquals(weightsOf(validated), weightsOf(plain));
});

Deno.test("Session.fit() measures accuracy before each step, over the examples since the last row", async () => {
  const session = pairsSession();
  const data = pairs(40);
  const manual = pairsSession();
  const right: number[] = []; // per batch of 8
  const options = { batchSize: 8, shuffle: true, seed: 0, epoch: 0 };
  for await (const { inputs, targets } of data.batches(options)) {
    const logits = manual.predict(inputs).toArray() as number[][];
    right.push(
      logits.filter(([a, b], i) => Number(b! > a!) === targets.data[i]).length,
    );
    manual.trainBatch(inputs, targets);
  }
  const [a, b, c, d, e] = right as [number, number, number, number, number];
  await session.fit(data, {
    batchSize: 8,
    validation: pairs(9, 4),
    validateEvery: { steps: 2 },
  });
  assertEquals(session.history.series("accuracy"), [
    (a + b) / 16,
    (c + d) / 16,
    e / 8,
  ]);
});

Deno.test("Session.fit() measures the metrics that were given, in training and validation", async () => {
  class Rows implements Metric {
    readonly name = "rows";
    count = 0;
    update(predictions: Tensor): void {
      this.count += predictions.shape[0]!;
    }
    result(): number {
      return this.count;
    }
    reset(): void {
      this.count = 0;
    }
  }
  const session = new Session(pairsSession().model, {
    loss: pairsSession().loss,
    optimizer: new Fixed(0.1),
    metrics: [new Rows()],
  });
  const history = await session.fit(pairs(20), {
    epochs: 2,
    validation: pairs(7),
  });
  assertEquals(history.names, ["loss", "rows", "valLoss", "valRows"]);
  assertEquals(history.series("rows"), [20, 20]);
  assertEquals(history.series("valRows"), [7, 7]);
  assertEquals((await session.evaluate(pairs(5)))["rows"], 5);
});

Deno.test("Session.fit() counts the seconds of training alone", async () => {
  const session = pairsSession();
  await session.fit(pairs(100), { epochs: 3 });
  const pause = (): Promise<void> => new Promise((go) => setTimeout(go, 20));
  const started = performance.now();
  const history = await session.fit(pairs(100), {
    validation: pairs(10),
    validateEvery: { steps: 2 }, // of 4
    callbacks: [{
      onFitStart: pause,
      onEpochStart: pause,
      onBatchEnd: pause, // the one that counts
      onValidationStart: pause,
      onValidationEnd: pause,
      onEpochEnd: pause,
      onFitEnd: pause,
    }],
  });
  const wall = (performance.now() - started) / 1000;
  const seconds = history.series("seconds");
  assertEquals(seconds.length, 5);
  assertGreater(seconds[4]! - seconds[3]!, 0.03); // two steps
  assertGreater(wall - (seconds[4]! - seconds[2]!), 0.15); // eight pauses
});

Deno.test("Session.fit() records a training loss whose mean needs float64", async () => {
  const session = scriptedSession();
  await session.fit(new ScriptedDataset([[2 ** 24, 1, 1]]));
  assertAlmostEquals(
    session.history.last("loss"),
    (2 ** 24 + 2) / 3,
    1e-9 * 2 ** 24,
  );
});
