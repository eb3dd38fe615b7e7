import { cosineDecay, Fixed } from "@cutedl/optimizers";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { assertRejects, assertThrows } from "@std/assert";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import { Session } from "../session.ts";
import type { StateValue } from "../state_value.ts";
import {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
} from "./reduce_on_plateau.ts";

/** Learning rate after each of some scripted validation losses, 1 at first. */
async function rates(
  valLosses: readonly number[],
  options: ReduceOnPlateauOptions,
): Promise<number[]> {
  const session = scriptedSession();
  const rates: number[] = [];
  await session.fit(new ScriptedDataset([[1]]), {
    epochs: valLosses.length,
    validation: new ScriptedDataset(valLosses.map((loss) => [loss])),
    callbacks: [
      new ReduceOnPlateau({ factor: 0.5, ...options }),
      { onEpochEnd: () => rates.push(session.optimizer.learningRate) },
    ],
  });
  return rates;
}

Deno.test("ReduceOnPlateau reduces after patience values in a row without improvement", async () => {
  const losses = [8, 4, 5, 4, 2, 3, 3, 3, 3];
  assertEquals(
    await rates(losses, { patience: 2 }),
    [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125],
  );
  assertEquals(
    await rates(losses, { patience: 3 }),
    [1, 1, 1, 1, 1, 1, 1, 0.5, 0.5],
  );
  const eager = [1, 1, 0.5, 0.25, 0.25, 0.125, 0.0625, 0.03125, 0.015625];
  assertEquals(await rates(losses, { patience: 1 }), eager);
  assertEquals(await rates(losses, { patience: 0 }), eager);
});

Deno.test("ReduceOnPlateau has the defaults of Keras", () => {
  const { monitor, factor, patience, minDelta, cooldown, minLearningRate } =
    new ReduceOnPlateau();
  assertEquals(
    [monitor, factor, patience, minDelta, cooldown, minLearningRate],
    ["valLoss", 0.1, 10, 1e-4, 0, 1e-8],
  );
});

Deno.test("ReduceOnPlateau counts no failures while it cools down", async () => {
  const losses = [1, 1, 1, 1, 1, 1, 1, 1];
  assertEquals(
    await rates(losses, { patience: 1, cooldown: 2 }),
    [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125],
  );
  const better = [2, 2, 1, 1.5, 1.5]; // improvement counts all the same
  assertEquals(
    await rates(better, { patience: 1, cooldown: 2 }),
    [1, 0.5, 0.5, 0.5, 0.25],
  );
});

Deno.test("ReduceOnPlateau goes no lower than minLearningRate", async () => {
  assertEquals(
    await rates([1, 1, 1, 1, 1], { patience: 1, minLearningRate: 0.2 }),
    [1, 0.5, 0.25, 0.2, 0.2],
  );
  // nor does it raise a rate that is lower
  assertEquals(
    await rates([1, 1, 1], { patience: 1, minLearningRate: 2 }),
    [1, 1, 1],
  );
});

Deno.test("ReduceOnPlateau takes only a change above minDelta for improvement", async () => {
  const losses = [4, 3.5, 3, 2.5];
  const options = { patience: 1, minDelta: 0.5 };
  assertEquals(await rates(losses, options), [1, 0.5, 0.5, 0.25]);
});

Deno.test("ReduceOnPlateau watches large values where they are better", async () => {
  const losses = [1, 2, 3, 3];
  assertEquals(
    await rates(losses, { patience: 1, mode: "max" }),
    [1, 1, 1, 0.5],
  );
});

Deno.test("ReduceOnPlateau begins afresh with each fit, at the rate of the optimizer", async () => {
  const session = scriptedSession();
  const callbacks = [
    new ReduceOnPlateau({ monitor: "loss", patience: 2, factor: 0.5 }),
  ];
  const options = { epochs: 2, callbacks };
  await session.fit(new ScriptedDataset([[1], [1]]), options); // one failure
  await session.fit(new ScriptedDataset([[1], [1]]), options); // one again
  assertEquals(session.optimizer.learningRate, 1);
  await session.fit(new ScriptedDataset([[1]]), { epochs: 3, callbacks });
  assertEquals(session.optimizer.learningRate, 0.5);

  const monitor = "loss";
  const cooling = new ReduceOnPlateau({ monitor, patience: 1, cooldown: 9 });
  const cooled = scriptedSession();
  for (const rate of [0.1, 0.01]) {
    await cooled.fit(new ScriptedDataset([[1]]), {
      epochs: 2,
      callbacks: [cooling],
    });
    assertAlmostEquals(cooled.optimizer.learningRate, rate);
  }
});

Deno.test("ReduceOnPlateau refuses an optimizer that follows a schedule", async () => {
  const { model, loss } = scriptedSession();
  const optimizer = new Fixed(cosineDecay(1, { steps: 10 }));
  const session = new Session(model, { loss, optimizer });
  await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1]]), {
        callbacks: [new ReduceOnPlateau({ monitor: "loss" })],
      }),
    TypeError,
    "Cannot reduce on plateau: expected an optimizer whose learning rate is a " +
      "number, received one that follows a schedule: give the optimizer a " +
      "number, or leave the callback out",
  );
  assertEquals(session.step, 0);
});

Deno.test("ReduceOnPlateau refuses a series that is not measured", async () => {
  await assertRejects(
    () =>
      scriptedSession().fit(new ScriptedDataset([[1]]), {
        callbacks: [new ReduceOnPlateau()],
      }),
    RangeError,
    "Cannot reduce on plateau: expected monitor to be one of loss, received " +
      "valLoss",
  );
});

Deno.test("ReduceOnPlateau refuses options that are not sensible", () => {
  const attempts: [ReduceOnPlateauOptions, string][] = [
    [{ factor: 1 }, "factor to be > 0 and < 1, received 1"],
    [{ factor: 0 }, "factor to be > 0 and < 1, received 0"],
    [{ factor: NaN }, "factor to be > 0 and < 1, received NaN"],
    [{ patience: -1 }, "patience to be a whole number >= 0, received -1"],
    [{ patience: 1.5 }, "patience to be a whole number >= 0, received 1.5"],
    [{ cooldown: -1 }, "cooldown to be a whole number >= 0, received -1"],
    [{ minLearningRate: 0 }, "minLearningRate to be a finite number > 0"],
    [{ minLearningRate: NaN }, "minLearningRate to be a finite number > 0"],
    [{ minDelta: -1 }, "minDelta to be a finite number >= 0, received -1"],
  ];
  for (const [options, message] of attempts) {
    assertThrows(() => new ReduceOnPlateau(options), RangeError, message);
  }
});

Deno.test("ReduceOnPlateau.restore() refuses a state that is not its own", () => {
  const state = { monitor: { series: "valLoss", lastStep: 3 } };
  const attempts: [StateValue, string][] = [
    [3, "a state that is an object, received 3"],
    [{}, "monitor that is an object, received none"],
    [
      { monitor: { series: "loss", lastStep: 3 } },
      'the state of one that monitors valLoss, received "loss"',
    ],
    [state, "failures to be a whole number >= 0, received none"],
    [{ ...state, failures: 0.5 }, "failures to be a whole number >= 0"],
    [
      { ...state, failures: 1, rest: -1 },
      "rest to be a whole number >= 0, received -1",
    ],
  ];
  for (const [state, message] of attempts) {
    assertThrows(
      () => new ReduceOnPlateau().restore(state),
      RangeError,
      `Cannot restore reduce on plateau: expected ${message}`,
    );
  }
});
