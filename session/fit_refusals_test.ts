import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { ShapeError, zeros } from "@cutedl/tensor";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  pairs,
  pairsSession,
  ScriptedDataset,
  scriptedSession,
} from "./_fixtures_test.ts";
import type { FitOptions } from "./fit_options.ts";
import { Session } from "./session.ts";

Deno.test("Session.fit() refuses options that are not sensible", async () => {
  const validation = new ScriptedDataset([[1]]);
  const cases: [FitOptions, typeof Error, string][] = [
    [{ epochs: 0 }, RangeError, "epochs to be a whole number >= 1, received 0"],
    [{ epochs: 1.5 }, RangeError, "received 1.5"],
    [{ epochs: Infinity }, RangeError, "received Infinity"],
    [{ batchSize: -1 }, RangeError, "batchSize to be a whole number >= 1"],
    [{ batchSize: NaN }, RangeError, "received NaN"],
    [
      { callbacks: {} as [] },
      TypeError,
      "expected callbacks to be an array, received an object: put a single " +
      "one in one, as in [callback]",
    ],
    [
      { validateEvery: { epochs: 1 } },
      TypeError,
      "expected validateEvery together with validation, received no validation",
    ],
    [
      { validationBatches: 1 },
      TypeError,
      "expected validationBatches together with validation",
    ],
    [
      { validation, validationBatches: 0 },
      RangeError,
      "validationBatches to be a whole number >= 1, received 0",
    ],
    [
      { validation, validateEvery: { steps: 0 } },
      RangeError,
      "validateEvery.steps to be a whole number >= 1, received 0",
    ],
    [
      { validation, validateEvery: { epochs: 1, steps: 1 } },
      TypeError,
      "expected validateEvery to be { epochs } or { steps }, " +
      'received {"epochs":1,"steps":1}',
    ],
    [
      { validation, validateEvery: {} as { steps: number } },
      TypeError,
      "received {}",
    ],
    [
      {
        validation,
        validateEvery: { steps: 2, epoch: 1 } as { steps: number },
      },
      TypeError,
      'received {"steps":2,"epoch":1}',
    ],
    [
      { validation, validateEvery: { steps: Infinity } },
      RangeError,
      "validateEvery.steps to be a whole number >= 1, received Infinity",
    ],
    [
      { epochs: "10" as unknown as number },
      RangeError,
      'epochs to be a whole number >= 1, received "10"',
    ],
  ];
  for (const [options, type, message] of cases) {
    const session = scriptedSession();
    const data = new ScriptedDataset([[1]]);
    const error = await assertRejects(
      () => session.fit(data, options),
      type,
      message,
    );
    assert(error.message.startsWith("Cannot fit: expected "));
    assertEquals(session.step, 0);
  }
});

Deno.test("Session.fit() refuses data that does not fit, before the first step", async () => {
  const session = pairsSession();
  await assertRejects(
    () => session.fit(new ScriptedDataset([[1]])),
    ShapeError,
    "Cannot fit: expected data with inputs [2], received [1]",
  );
  const images = new ArrayDataset(zeros([3, 2, 1]), zeros([3]));
  await assertRejects(
    () => session.fit(images),
    ShapeError,
    "Cannot fit: expected data with inputs [2], received [2, 1]: make it of " +
      "inputs reshaped to [examples, 2]",
  );
  await assertRejects(
    () => session.fit(pairs(4), { validation: new ScriptedDataset([[1]]) }),
    ShapeError,
    "Cannot fit: expected validation data with inputShape [2], received [1]: " +
      "make both datasets alike",
  );
  assertEquals(session.step, 0);
});

Deno.test("Session.fit() passes on what the loss says about targets", async () => {
  const model = new Sequential([new Dense(3, { inputs: 2 })]);
  const session = new Session(model, {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(0.1),
  });
  await assertRejects(() => session.fit(pairs(4)), ShapeError, "targets");
  assertEquals(session.step, 0);
});

Deno.test("Session.fit() refuses data without examples", async () => {
  const session = scriptedSession();
  await assertRejects(
    () => session.fit(new ScriptedDataset([[]])),
    RangeError,
    "Cannot fit: expected data with at least one example, received none",
  );
  await assertRejects(
    () =>
      session.fit(new ScriptedDataset([[1]]), {
        validation: new ScriptedDataset([[]]),
      }),
    RangeError,
    "Cannot validate: expected data with at least one example",
  );
});

Deno.test("Session.fit() refuses a second fit while the first runs", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1, 1]]);
  const first = session.fit(data);
  await assertRejects(
    () => session.fit(data),
    Error,
    "Cannot fit: expected one fit of a session at a time, received a second " +
      "one while the first runs: await the first, or make a second session",
  );
  await first;
  assertEquals(session.step, 2);
  await session.fit(data);
  assertEquals(session.step, 4);
});

Deno.test("Session refuses what is no dataset, no loss and no optimizer", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1]]);
  const refused = "expected a dataset as";
  const remedy = "make one, as with new ArrayDataset(inputs, targets)";
  await assertRejects(
    () => session.fit(zeros([1, 1]) as never),
    TypeError,
    `Cannot fit: ${refused} data, received an object: ${remedy}`,
  );
  await assertRejects(
    () => session.fit(undefined as never),
    TypeError,
    `Cannot fit: ${refused} data, received undefined: ${remedy}`,
  );
  await assertRejects(
    () => session.fit(data, { validation: [1] as never }),
    TypeError,
    `Cannot fit: ${refused} validation, received an array: ${remedy}`,
  );
  await assertRejects(
    () => session.evaluate(null as never),
    TypeError,
    `Cannot evaluate: ${refused} data, received null: ${remedy}`,
  );
  const { model, loss, optimizer } = session;
  for (
    const [options, message] of [
      [undefined, "expected a loss as loss, received undefined"],
      [{ optimizer }, "expected a loss as loss, received undefined"],
      [{ loss: "mse", optimizer }, 'expected a loss as loss, received "mse"'],
      [{ loss }, "expected an optimizer as optimizer, received undefined"],
    ] as const
  ) {
    assertThrows(
      () => new Session(model, options as never),
      TypeError,
      `Cannot create session: ${message}`,
    );
  }
});
