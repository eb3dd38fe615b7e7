import { assertEquals, assertRejects } from "@std/assert";
import {
  rowsOf,
  ScriptedDataset,
  scriptedSession,
  weightOf,
} from "./_fixtures_test.ts";
import type { Callback } from "./callbacks/callback.ts";
import { BinaryAccuracy } from "./metrics/binary_accuracy.ts";
import { Session } from "./session.ts";

Deno.test("Session.fit() stops after the step under way, without another validation", async () => {
  const session = scriptedSession();
  const validation = new ScriptedDataset([[1]]);
  const history = await session.fit(new ScriptedDataset([[2, 4, 6, 8]]), {
    epochs: 9,
    validation,
    validateEvery: { steps: 3 },
    callbacks: [{ onBatchEnd: ({ step }) => step === 6 && session.stop() }],
  });
  assertEquals(rowsOf(session), [
    { epoch: 1, step: 3, loss: 4, valLoss: 1 },
    { epoch: 1, step: 4, loss: 8 },
    { epoch: 2, step: 6, loss: 3 },
  ]);
  assertEquals([session.epoch, session.step, weightOf(session)], [1, 6, -6]);
  await session.fit(new ScriptedDataset([[2, 4, 6, 8]])); // the same epoch anew
  assertEquals([history.last("epochs"), session.epoch], [2, 2]);
});

Deno.test("Session.fit() counts an epoch that is stopped at its last step", async () => {
  const session = scriptedSession();
  const ends: number[] = [];
  await session.fit(new ScriptedDataset([[2, 4]]), {
    epochs: 9,
    batchSize: 1,
    callbacks: [{
      onBatchEnd: ({ step }) => step === 4 && session.stop(),
      onEpochEnd: ({ epoch }) => ends.push(epoch),
    }],
  });
  assertEquals(ends, [1, 2]);
  assertEquals([session.epoch, session.step], [2, 4]);
});

Deno.test("Session.fit() can be stopped from any hook", async () => {
  const steps: Record<string, number> = {
    onFitStart: 0,
    onEpochStart: 0,
    onBatchEnd: 1,
    onValidationStart: 2,
    onValidationEnd: 2,
    onEpochEnd: 2,
  };
  for (const [hook, expected] of Object.entries(steps)) {
    const session = scriptedSession();
    const outcomes: string[] = [];
    await session.fit(new ScriptedDataset([[1, 1]]), {
      epochs: 9,
      validation: new ScriptedDataset([[1]]),
      callbacks: [
        { [hook]: () => session.stop() } as Callback,
        { onFitEnd: ({ outcome }) => outcomes.push(outcome) },
      ],
    });
    assertEquals([hook, session.step, outcomes], [hook, expected, ["stopped"]]);
  }
});

Deno.test("Session.fit() that is stopped tells what a metric throws of its last row", async () => {
  class Broken extends BinaryAccuracy {
    override result(): number {
      throw new Error("broken");
    }
  }
  const { model, loss, optimizer } = scriptedSession();
  const metrics = [new Broken()];
  const session = new Session(model, { loss, optimizer, metrics });
  let ends = 0;
  await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1, 1]]), {
        batchSize: 1, // so that the epoch is not at its end
        callbacks: [{
          onBatchEnd: () => session.stop(),
          onFitEnd: () => ends++,
        }],
      }),
    Error,
    "broken",
  );
  assertEquals(ends, 1);
});

Deno.test("Session.stop() does nothing without a fit, and nothing to the next", async () => {
  const session = scriptedSession();
  session.stop();
  await session.fit(new ScriptedDataset([[1]]));
  assertEquals(session.epoch, 1);
});
