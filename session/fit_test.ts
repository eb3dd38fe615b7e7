import type { BatchOptions } from "@cutedl/datasets";
import { Fixed } from "@cutedl/optimizers";
import { WasmEngine } from "@cutedl/tensor/engine";
import {
  assert,
  assertEquals,
  assertLessOrEqual,
  assertStrictEquals,
} from "@std/assert";
import {
  pairs,
  pairsSession,
  rowsOf,
  ScriptedDataset,
  scriptedSession,
  weightsOf,
} from "./_fixtures_test.ts";
import { Session } from "./session.ts";

Deno.test("Session.fit() does to the bit what trainBatch does with the same batches", async () => {
  const data = pairs(50);
  const [fitted, manual] = [pairsSession({ seed: 7 }), pairsSession()];
  await fitted.fit(data, { epochs: 3, batchSize: 7 });

  const means: number[] = [];
  for (let epoch = 0; epoch < 3; epoch++) {
    const options = { batchSize: 7, shuffle: true, seed: 7, epoch };
    let sum = 0;
    for await (const { inputs, targets, size } of data.batches(options)) {
      sum += manual.trainBatch(inputs, targets) * size;
    }
    means.push(sum / 50);
  }
  assertEquals(weightsOf(fitted), weightsOf(manual));
  assertEquals(fitted.history.series("loss"), means);
  assertEquals([fitted.epoch, fitted.step, manual.step], [3, 24, 24]);
});

Deno.test("Session.fit() goes on where the last one ended", async () => {
  const [once, twice] = [pairsSession(), pairsSession()];
  await once.fit(pairs(40), { epochs: 5, validation: pairs(10, 2) });
  const first = await twice.fit(pairs(40), {
    epochs: 2,
    validation: pairs(10, 2),
  });
  const second = await twice.fit(pairs(40), {
    epochs: 3,
    validation: pairs(10, 2),
  });
  assertStrictEquals(first, second);
  assertEquals(weightsOf(twice), weightsOf(once));
  assertEquals(rowsOf(twice), rowsOf(once));
});

Deno.test("Session.fit() tells the data seed, epoch and batches, and lets it use its memory", async () => {
  const session = new Session(scriptedSession().model, {
    loss: scriptedSession().loss,
    optimizer: new Fixed(1),
    seed: 5,
  });
  const data = new ScriptedDataset([[1, 1]]);
  const validation = new ScriptedDataset([[1, 1]]);
  await session.fit(data, { epochs: 2, batchSize: 3, validation });
  await session.fit(data, { shuffle: false, validation, batchSize: 300 });
  const asked = (dataset: ScriptedDataset): unknown[] =>
    dataset.asked.map(({ workspace, ...options }) => {
      assert(workspace);
      return options;
    });
  const common = { batchSize: 3, shuffle: true, seed: 5 };
  assertEquals(asked(data), [
    { ...common, epoch: 0 },
    { ...common, epoch: 1 },
    { batchSize: 300, shuffle: false, seed: 5, epoch: 2 },
  ]);
  assertEquals(
    asked(validation),
    [256, 256, 300].map((batchSize) => ({
      batchSize,
    })),
  );
  const [first, second] = data.asked;
  assertStrictEquals(first!.workspace, second!.workspace);
  assert(first!.workspace !== validation.asked[0]!.workspace);
});

Deno.test("Session.fit() takes one epoch in batches of 32 by default, and shuffles", async () => {
  const data = new ScriptedDataset([[1]]);
  await scriptedSession().fit(data);
  const [{ batchSize, shuffle }, ...others] = data.asked as [BatchOptions];
  assertEquals([batchSize, shuffle, others], [32, true, []]);
});

Deno.test("Session.fit() needs no more engine memory after the first epoch", async () => {
  const engine = new WasmEngine(); // that nothing else allocates in
  const session = pairsSession({ engine });
  const options = {
    batchSize: 7,
    validation: pairs(300),
    validateEvery: { steps: 3 },
  };
  const data = pairs(50);
  await session.fit(data, options);
  const before = engine.bytesInUse;
  await session.fit(data, { ...options, epochs: 20 });
  await session.evaluate(options.validation);
  assertLessOrEqual(engine.bytesInUse, before); // what others left may go
});

Deno.test("Session.fit() does not need to know the size of the data", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1, 3]], { isSizeKnown: false });
  const plans: (number | undefined)[] = [];
  await session.fit(data, {
    epochs: 2,
    callbacks: [{ onFitStart: ({ plan }) => plans.push(plan.stepsPerEpoch) }],
  });
  assertEquals(plans, [undefined]);
  assertEquals(session.step, 4);
});
