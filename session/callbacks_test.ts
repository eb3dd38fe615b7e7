import type { Batch, Dataset } from "@cutedl/datasets";
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  pairs,
  pairsSession,
  ScriptedDataset,
  scriptedSession,
} from "./_fixtures_test.ts";
import type { Callback, FitContext } from "./callbacks/callback.ts";
import { SparseCategoricalAccuracy } from "./metrics/sparse_categorical_accuracy.ts";
import { Session } from "./session.ts";

const HOOKS = [
  "onFitStart",
  "onEpochStart",
  "onBatchEnd",
  "onValidationStart",
  "onValidationEnd",
  "onEpochEnd",
  "onFitEnd",
] as const;

/** A callback with every hook. */
function everyHook(
  run: (hook: string, context: FitContext) => unknown,
): Callback {
  return Object.fromEntries(
    HOOKS.map((
      hook,
    ) => [hook, (context: FitContext): unknown => run(hook, context)]),
  );
}

Deno.test("Callback hooks run in order, with the moment", async () => {
  const session = scriptedSession();
  const log: string[] = [];
  const history = await session.fit(new ScriptedDataset([[1, 2]]), {
    epochs: 2,
    validation: new ScriptedDataset([[7]]),
    validateEvery: { epochs: 2 },
    callbacks: [everyHook((hook, context) => {
      assertStrictEquals(context.session, session);
      assertStrictEquals(context.history, session.history);
      const { epoch, step, history } = context;
      log.push(`${hook} ${epoch} ${step} ${history.rows.length}`);
    })],
  });
  assertEquals(history.rows.length, 2);
  assertEquals(log, [
    "onFitStart 1 0 0",
    "onEpochStart 1 0 0",
    "onBatchEnd 1 1 0",
    "onBatchEnd 1 2 0",
    "onEpochEnd 1 2 1",
    "onEpochStart 2 2 1",
    "onBatchEnd 2 3 1",
    "onBatchEnd 2 4 1",
    "onValidationStart 2 4 1",
    "onValidationEnd 2 4 2",
    "onEpochEnd 2 4 2",
    "onFitEnd 2 4 2",
  ]);
});

Deno.test("Callback hooks are given the values of the moment", async () => {
  const session = pairsSession();
  const losses: number[] = [];
  const sizes: number[] = [];
  const running: Record<string, number>[] = [];
  const history = await session.fit(pairs(20), {
    batchSize: 8,
    validation: pairs(5),
    callbacks: [{
      onFitStart: ({ plan }) =>
        assertEquals(plan, {
          epochs: 1,
          firstEpoch: 1,
          batchSize: 8,
          stepsPerEpoch: 3,
          validations: 1,
          series: ["loss", "accuracy", "valLoss", "valAccuracy"],
        }),
      onBatchEnd: (context) => {
        losses.push(context.loss);
        sizes.push(context.batchSize);
        running.push(context.running);
      },
      onValidationEnd: ({ row, history }) =>
        assertStrictEquals(row, history.rows[0]),
      onEpochEnd: ({ row, history }) =>
        assertStrictEquals(row, history.rows[0]),
    }],
  });
  const [a, b, c] = losses as [number, number, number];
  assertEquals(sizes, [8, 8, 4]);
  assertEquals(running.map(({ loss }) => loss), [
    a,
    (a * 8 + b * 8) / 16,
    (a * 8 + b * 8 + c * 4) / 20,
  ]);
  const { loss, accuracy } = history.rows[0]!;
  assertEquals(running[2], { loss: loss!, accuracy: accuracy! });
});

Deno.test("Callback hooks that return promises are awaited, one after the other", async () => {
  const log: string[] = [];
  const slow = (name: string): Callback =>
    everyHook(async (hook) => {
      log.push(`${name} ${hook} begins`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push(`${name} ${hook} ends`);
    });
  await scriptedSession().fit(new ScriptedDataset([[1]]), {
    validation: new ScriptedDataset([[1]]),
    callbacks: [
      slow("a"),
      everyHook((hook) => log.push(`b ${hook}`)),
      slow("c"),
    ],
  });
  assertEquals(
    log,
    HOOKS.flatMap((hook) => [
      `a ${hook} begins`,
      `a ${hook} ends`,
      `b ${hook}`,
      `c ${hook} begins`,
      `c ${hook} ends`,
    ]),
  );
});

Deno.test("Callback hooks see the counters of the session", async () => {
  const session = scriptedSession();
  const log: unknown[] = [];
  await session.fit(new ScriptedDataset([[1]]), { epochs: 2 });
  await session.fit(new ScriptedDataset([[1]]), {
    callbacks: [
      everyHook((hook, { epoch, step }) =>
        log.push([hook, epoch, step, session.epoch, session.step])
      ),
    ],
  });
  assertEquals(log, [
    ["onFitStart", 3, 2, 2, 2],
    ["onEpochStart", 3, 2, 2, 2],
    ["onBatchEnd", 3, 3, 2, 3],
    ["onEpochEnd", 3, 3, 3, 3],
    ["onFitEnd", 3, 3, 3, 3],
  ]);
});

Deno.test("Callback hooks that throw or reject end the fit with their error", async () => {
  for (const hook of HOOKS) {
    for (const isAsync of [false, true]) {
      const session = scriptedSession();
      const data = new ScriptedDataset([[1, 1]]);
      const failure = new Error(hook);
      const ends: string[] = [];
      const rejected = await assertRejects(() =>
        session.fit(data, {
          epochs: 2,
          validation: data,
          callbacks: [
            { onFitEnd: ({ outcome }) => ends.push(outcome) },
            {
              [hook]: () => {
                if (isAsync) return Promise.reject(failure);
                throw failure;
              },
            },
            { onFitEnd: ({ outcome }) => ends.push(outcome) },
          ],
        })
      );
      assertStrictEquals(rejected, failure);
      const outcome = hook === "onFitEnd" ? "finished" : "failed";
      assertEquals([hook, ends], [hook, [outcome, outcome]]);
      await session.fit(data); // the session can be used
    }
  }
});

Deno.test("Callback hooks end what they started, when another refuses the fit", async () => {
  const session = scriptedSession();
  const log: string[] = [];
  const both = (name: string): Callback => ({
    onFitStart: () => log.push(`${name} starts`),
    onFitEnd: ({ outcome }) => log.push(`${name} ends, ${outcome}`),
  });
  for (const isAsync of [false, true]) {
    log.length = 0;
    const refusing = {
      onFitStart: (): unknown => {
        if (isAsync) return Promise.reject(new Error("no"));
        throw new Error("no");
      },
      onFitEnd: () => log.push("refusing ends"),
    };
    await assertRejects(
      () =>
        session.fit(new ScriptedDataset([[1]]), {
          callbacks: [
            both("before"),
            refusing,
            both("after"),
            { onFitEnd: () => log.push("without a start") },
          ],
        }),
      Error,
      "no",
    );
    assertEquals(log, [
      "before starts",
      "before ends, failed",
      "without a start",
    ]);
  }
});

Deno.test("Callback errors in onFitEnd do not hide the first error", async () => {
  const session = scriptedSession();
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const data = new ScriptedDataset([[1]]);
  await assertRejects(
    () =>
      session.fit(data, {
        callbacks: [
          { onFitEnd: () => fail("second") },
          { onEpochEnd: () => fail("first"), onFitEnd: () => fail("third") },
        ],
      }),
    Error,
    "first",
  );
  await assertRejects(
    () =>
      session.fit(data, {
        callbacks: [
          { onFitEnd: () => fail("second") },
          { onFitEnd: () => Promise.reject(new Error("third")) },
        ],
      }),
    Error,
    "second",
  );
});

Deno.test("Callback hooks keep their this", async () => {
  class Counter implements Callback {
    steps = 0;
    onBatchEnd(): void {
      this.steps++;
    }
  }
  const counter = new Counter();
  await scriptedSession().fit(new ScriptedDataset([[1, 1]]), {
    callbacks: [counter],
  });
  assertEquals(counter.steps, 2);
});

Deno.test("Callback hooks may evaluate, predict and train", async () => {
  const [plain, busy] = [pairsSession(), pairsSession()];
  const data = pairs(30);
  const options = { epochs: 2, batchSize: 7, validation: data };
  await plain.fit(data, options);
  await busy.fit(data, {
    ...options,
    callbacks: [everyHook(async (_, { session }) => {
      const [first, second] = await Promise.all([
        session.evaluate(data),
        session.evaluate(data),
        session.predict(data),
      ]);
      assertEquals(first, second);
    })],
  });
  assertEquals(busy.history.series("loss"), plain.history.series("loss"));
  assertEquals(
    busy.history.series("valAccuracy"),
    plain.history.series("valAccuracy"),
  );
});

Deno.test("Callback hooks may evaluate metrics that were given only between rows", async () => {
  const session = new Session(pairsSession().model, {
    loss: pairsSession().loss,
    optimizer: pairsSession().optimizer,
    metrics: [new SparseCategoricalAccuracy()],
  });
  const data = pairs(4);
  const evaluate = (): Promise<unknown> => session.evaluate(data);
  await session.fit(data, {
    validation: data,
    callbacks: [{
      onEpochStart: evaluate,
      onValidationStart: evaluate,
      onValidationEnd: evaluate,
      onEpochEnd: evaluate,
      onFitEnd: evaluate,
    }],
  });
  await assertRejects(
    () => session.fit(data, { callbacks: [{ onBatchEnd: evaluate }] }),
    Error,
    "Cannot measure metrics: expected them to be free",
  );
  await evaluate();
});

Deno.test("Session.fit() closes the data when it ends early", async () => {
  class Closing implements Dataset {
    readonly size = 4;
    readonly inputShape = [1];
    readonly targetShape = [1];
    closed = 0;
    async *batches(): AsyncIterable<Batch> {
      try {
        yield* new ScriptedDataset([[1, 1, 1, 1]]).batches();
      } finally {
        await Promise.resolve();
        this.closed++;
      }
    }
  }
  const session = scriptedSession();
  const data = new Closing();
  await session.fit(data, {
    callbacks: [{ onBatchEnd: () => session.stop() }],
  });
  assertEquals(data.closed, 1);

  const thrower = {
    onBatchEnd: (): never => {
      throw new Error("no");
    },
  };
  await assertRejects(() => session.fit(data, { callbacks: [thrower] }));
  assertEquals(data.closed, 2);

  const controller = new AbortController();
  const aborter = { onBatchEnd: () => controller.abort() };
  await assertRejects(() =>
    session.fit(data, { callbacks: [aborter], signal: controller.signal })
  );
  assertEquals(data.closed, 3);

  const validation = new Closing();
  await session.fit(data, { validation, validationBatches: 1 });
  assertEquals([data.closed, validation.closed], [4, 1]);
});
