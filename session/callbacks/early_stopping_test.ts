import { ArrayDataset } from "@cutedl/datasets";
import { BatchNormalization, Dense, Sequential } from "@cutedl/layers";
import { Fixed } from "@cutedl/optimizers";
import { tensor } from "@cutedl/tensor";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ScriptedDataset,
  scriptedSession,
  weightOf,
} from "../_fixtures_test.ts";
import { Session } from "../session.ts";
import type { StateValue } from "../state_value.ts";
import type { FitContext } from "./callback.ts";
import { EarlyStopping, type EarlyStoppingOptions } from "./early_stopping.ts";

/**
 * Fits with scripted validation losses, one per epoch of one step. The weight
 * is 0 at first and falls by 1 per step, so -weight is the step it comes from.
 */
async function run(
  valLosses: readonly number[],
  options: EarlyStoppingOptions,
): Promise<{ steps: number; weight: number; stopping: EarlyStopping }> {
  const session = scriptedSession();
  const stopping = new EarlyStopping(options);
  await session.fit(new ScriptedDataset([[1]]), {
    epochs: valLosses.length,
    validation: new ScriptedDataset(valLosses.map((loss) => [loss])),
    callbacks: [stopping],
  });
  return { steps: session.step, weight: -weightOf(session), stopping };
}

Deno.test("EarlyStopping stops after patience values in a row without improvement", async () => {
  const losses = [8, 4, 5, 2, 3, 2, 4, 1, 0];
  const cases = [[0, 3, 2], [1, 3, 2], [2, 6, 4], [3, 7, 4], [4, 9, 9]];
  for (const [patience, steps, best] of cases) {
    const result = await run(losses, { patience: patience! });
    assertEquals([patience, result.steps, result.weight], [
      patience,
      steps,
      best,
    ]);
  }
});

Deno.test("EarlyStopping tells the best value, and where it stopped", async () => {
  const stopped = await run([8, 4, 5], { patience: 1 });
  assertEquals(stopped.stopping.best, { value: 4, step: 2, epoch: 2 });
  assertEquals(stopped.stopping.stoppedEpoch, 3);
  const through = await run([8, 4, 5], { patience: 2 });
  assertEquals(through.stopping.stoppedEpoch, undefined);
  assertEquals(through.weight, 2); // restored all the same
});

Deno.test("EarlyStopping restores the weights to the bit, or not at all", async () => {
  const best: number[] = [];
  const session = scriptedSession();
  session.optimizer.learningRate = 0.1; // not a dyadic number
  const data = new ScriptedDataset([[1]]);
  const validation = new ScriptedDataset([[3], [1], [2], [2]]);
  const remember = { onEpochEnd: () => best.push(weightOf(session)) };
  const options = { epochs: 4, validation };
  await session.fit(data, {
    ...options,
    callbacks: [new EarlyStopping({ patience: 9 }), remember],
  });
  assertEquals(weightOf(session), best[1]);

  const kept = await run([3, 1, 2, 2], { patience: 2, restoreBest: false });
  assertEquals([kept.steps, kept.weight], [4, 4]);
  assertEquals(kept.stopping.best?.step, 2);
});

Deno.test("EarlyStopping wants more than minDelta", async () => {
  const losses = [4, 3.5, 3, 2.75, 2.5];
  const result = await run(losses, { patience: 2, minDelta: 0.5 });
  // 3.5 is not more than 0.5 better than 4; 3 is, by 1.
  assertEquals(result.stopping.best, { value: 3, step: 3, epoch: 3 });
  assertEquals([result.steps, result.weight], [5, 3]);
});

Deno.test("EarlyStopping wants more than minDelta of what is maximized, too", async () => {
  const result = await run([1, 1.25, 1.5, 1.75, 2], {
    mode: "max",
    patience: 9,
    minDelta: 0.5,
  });
  assertEquals(result.stopping.best, { value: 1.75, step: 4, epoch: 4 });
});

Deno.test("EarlyStopping stops at the target, at once", async () => {
  const options = { target: 2, patience: Infinity };
  const reached = await run([8, 2, 1], options);
  assertEquals([reached.steps, reached.stopping.stoppedEpoch], [2, 2]);
  const missed = await run([8, 2.5, 3], options);
  assertEquals([missed.steps, missed.stopping.stoppedEpoch], [3, undefined]);
});

Deno.test("EarlyStopping keeps the weights that reached the target", async () => {
  const options = { target: 2, minDelta: 5, patience: Infinity };
  const result = await run([2.5, 2], options); // not better by more than 5
  assertEquals([result.steps, result.weight], [2, 2]);
});

Deno.test("EarlyStopping goes by the name of the series, or by mode", async () => {
  const session = scriptedSession();
  for (const mode of ["max", "auto"] as const) {
    const stopping = new EarlyStopping({ mode, patience: 1 });
    await session.fit(new ScriptedDataset([[1]]), {
      epochs: 3,
      validation: new ScriptedDataset([[1], [2], [3]]),
      callbacks: [stopping],
    });
    assertEquals(stopping.best?.value, mode === "max" ? 3 : 1);
  }
});

Deno.test("EarlyStopping never takes NaN for the best", () => {
  const session = scriptedSession();
  const stopping = new EarlyStopping({ monitor: "odd", patience: 9 });
  const values = [NaN, 2, NaN, 1, NaN];
  const context = {
    session,
    history: session.history,
    plan: {
      epochs: 5,
      firstEpoch: 1,
      batchSize: 1,
      stepsPerEpoch: 1,
      validations: 0,
      series: ["odd"],
    },
    epoch: 1,
    batch: 0,
    step: 0,
  };
  stopping.onFitStart(context);
  values.forEach((odd, step) => {
    const row = { epoch: 1, step, seconds: 0, loss: 1, odd };
    stopping.onEpochEnd({ ...context, row });
  });
  assertEquals(stopping.best, { value: 1, step: 3, epoch: 1 });

  const patient = new EarlyStopping({ monitor: "odd", patience: 2 });
  for (const [step, odd] of [1, 2, NaN].entries()) {
    if (step !== 1) patient.onFitStart(context); // a new fit, a new count
    const row = { epoch: 1, step, seconds: 0, loss: 1, odd };
    patient.onEpochEnd({ ...context, row });
  }
  assertEquals(patient.stoppedEpoch, undefined);
});

Deno.test("EarlyStopping watches training series, once per row", async () => {
  const session = scriptedSession();
  const stopping = new EarlyStopping({ monitor: "loss", patience: 2 });
  await session.fit(new ScriptedDataset([[5], [3], [4], [4], [4]]), {
    epochs: 5,
    validation: new ScriptedDataset([[1]]),
    validateEvery: { epochs: 2 },
    callbacks: [stopping],
  });
  assertEquals(stopping.best, { value: 3, step: 2, epoch: 2 });
  assertEquals(session.step, 4);
});

Deno.test("EarlyStopping counts validations, not epochs", async () => {
  const session = scriptedSession();
  const stopping = new EarlyStopping({ patience: 2 });
  await session.fit(new ScriptedDataset([[1, 1, 1, 1, 1, 1]]), {
    epochs: 2,
    validation: new ScriptedDataset([[1], [2], [3]]),
    validateEvery: { steps: 1 },
    callbacks: [stopping],
  });
  assertEquals([session.step, stopping.stoppedEpoch], [3, 1]);
  assertEquals(weightOf(session), -1);
});

Deno.test("EarlyStopping begins afresh in every fit", async () => {
  const session = scriptedSession();
  const stopping = new EarlyStopping({ patience: 2 });
  const data = new ScriptedDataset([[1]]);
  const fit = (losses: number[]): Promise<unknown> =>
    session.fit(data, {
      epochs: losses.length,
      validation: new ScriptedDataset(losses.map((loss) => [loss])),
      callbacks: [stopping],
    });
  await fit([1, 2]); // one failure, and a best value that stays unbeaten
  assertEquals(weightOf(session), -1);
  await fit([9, 9.5, 8]);
  assertEquals(session.step, 5);
  assertEquals(stopping.best, { value: 8, step: 5, epoch: 5 });
  assertEquals(stopping.stoppedEpoch, undefined);
});

Deno.test("EarlyStopping can go on to another session", async () => {
  const stopping = new EarlyStopping({ patience: 9 });
  const fit = async (losses: number[]): Promise<Session> => {
    const session = scriptedSession();
    await session.fit(new ScriptedDataset([[1]]), {
      epochs: losses.length,
      validation: new ScriptedDataset(losses.map((loss) => [loss])),
      callbacks: [stopping],
    });
    return session;
  };
  const first = await fit([2, 1]);
  await first.fit(new ScriptedDataset([[1]]));
  const second = await fit([5, 4, 3, 9]);
  assertEquals(stopping.best, { value: 3, step: 3, epoch: 3 });
  assertEquals([weightOf(first), weightOf(second)], [-3, -3]);
  await fit([1, 2, 3]);
  assertEquals([weightOf(first), weightOf(second)], [-3, -3]);
  await fit([3]);
  await fit([2]); // its row is at the step of the last one
  assertEquals(stopping.best?.value, 2);
});

Deno.test("EarlyStopping leaves the weights alone when the fit fails or is aborted", async () => {
  for (const isAborted of [true, false]) {
    const session = scriptedSession();
    const controller = new AbortController();
    const data = new ScriptedDataset([[1]]);
    await assertRejects(() =>
      session.fit(data, {
        epochs: 5,
        validation: new ScriptedDataset([[1], [2], [3]]),
        signal: controller.signal,
        callbacks: [new EarlyStopping({ patience: 9 }), {
          onEpochEnd: ({ epoch }) => {
            if (epoch < 3) return;
            if (!isAborted) throw new Error("broken");
            controller.abort();
          },
        }],
      })
    );
    assertEquals(weightOf(session), -3);
  }
});

Deno.test("EarlyStopping lists the series there are when its own is not", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1]]);
  await assertRejects(
    () => session.fit(data, { callbacks: [new EarlyStopping()] }),
    RangeError,
    "Cannot stop early: expected monitor to be one of loss, received valLoss: " +
      "give fit the data to validate on as validation",
  );
  const misspelt = new EarlyStopping({ monitor: "val_loss" });
  const error = await assertRejects(
    () => session.fit(data, { validation: data, callbacks: [misspelt] }),
    RangeError,
  );
  assertEquals(
    error.message,
    "Cannot stop early: expected monitor to be one of loss, valLoss, " +
      "received val_loss",
  );
  assertEquals(session.step, 0);
});

Deno.test("EarlyStopping refuses options that are not sensible", () => {
  const cases: [EarlyStoppingOptions, string][] = [
    [{ patience: -1 }, "patience to be a whole number >= 0 or Infinity"],
    [{ patience: 1.5 }, "received 1.5"],
    [{ patience: NaN }, "received NaN"],
    [{ minDelta: -0.1 }, "minDelta to be a finite number >= 0, received -0.1"],
    [{ minDelta: NaN }, "received NaN"],
    [{ minDelta: Infinity }, "received Infinity"],
    [{ target: NaN }, "target to be a number, received NaN"],
    [{ mode: "best" as "min" }, 'expected mode "auto", "min" or "max"'],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => new EarlyStopping(options), RangeError, message);
  }
});

Deno.test("EarlyStopping keeps what the model changes beside its weights, too", async () => {
  const { loss } = scriptedSession(); // the mean of the targets
  const model = new Sequential([new BatchNormalization(), new Dense(1)]);
  const session = new Session(model, { loss, optimizer: new Fixed(1) });
  const inputs = tensor([[1], [2], [3], [4], [5], [6]]);
  const data = new ArrayDataset(
    inputs,
    tensor([[5], [5], [1], [1], [2], [2]]),
  );
  const means: number[] = [];
  const mean = (): number => model.buffers[0]!.value.data[0]!;
  await session.fit(data, {
    batchSize: 2,
    shuffle: false,
    validation: data,
    validateEvery: { steps: 1 },
    callbacks: [
      new EarlyStopping({ monitor: "loss", patience: 9 }),
      { onBatchEnd: () => means.push(mean()) },
    ],
  });
  assertEquals(new Set(means).size, 3);
  assertEquals(mean(), means[1]);
});

Deno.test("EarlyStopping.restore() refuses a state that is not of its fit", () => {
  const session = scriptedSession();
  const context = { session } as FitContext;
  const weights = { "0.dense.kernel": tensor([[1]]) };
  const monitor = {
    series: "valLoss",
    best: { value: 1, step: 2, epoch: 3 },
    lastStep: 2,
  };
  const good = { monitor, failures: 0, weights };
  const stopping = new EarlyStopping();
  stopping.restore(good, context);
  assertEquals(stopping.best, monitor.best);
  assertEquals(stopping.state(), { ...good, stoppedEpoch: undefined });

  const attempts: [StateValue, string][] = [
    [null, "a state that is an object, received null"],
    [
      { ...good, monitor: { ...monitor, series: "loss" } },
      'the state of one that monitors valLoss, received "loss"',
    ],
    [
      { ...good, monitor: { ...monitor, best: { value: "1" } } },
      'monitor.best.value to be a number, received "1"',
    ],
    [
      { ...good, monitor: { ...monitor, lastStep: -2 } },
      "monitor.lastStep to be a whole number >= -1, received -2",
    ],
    [
      { ...good, failures: -1 },
      "failures to be a whole number >= 0, received -1",
    ],
    [
      { ...good, stoppedEpoch: 0.5 },
      "stoppedEpoch to be a whole number >= 0, received 0.5",
    ],
    [
      { ...good, weights: {} },
      "weights.0.dense.kernel to be a tensor [1, 1], received none",
    ],
    [
      { ...good, weights: { "0.dense.kernel": tensor([1]) } },
      "weights.0.dense.kernel to be a tensor [1, 1], received a tensor [1]",
    ],
    [{ ...good, weights: [] }, "weights that is an object, received an array"],
  ];
  for (const [state, message] of attempts) {
    assertThrows(
      () => new EarlyStopping().restore(state, context),
      RangeError,
      `Cannot restore early stopping: expected ${message}`,
    );
  }
});
