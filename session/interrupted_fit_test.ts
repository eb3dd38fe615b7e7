import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { tensor } from "@cutedl/tensor";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { rowsOf, weightsOf } from "./_fixtures_test.ts";
import type { Callback } from "./callbacks/callback.ts";
import { EarlyStopping } from "./callbacks/early_stopping.ts";
import type { FitOptions } from "./fit_options.ts";
import type { Metric } from "./metrics/metric.ts";
import { Session } from "./session.ts";
import type { StateObject, StateValue } from "./state_value.ts";

const inputs = tensor([[1], [2], [3], [4]]);
const double = new ArrayDataset(inputs, tensor([[2], [4], [6], [8]]));
const options = { epochs: 3, batchSize: 1 }; // four steps an epoch

function makeSession(
  more: { state?: StateObject; metrics?: Metric[] } = {},
): Session {
  const model = new Sequential([new Dense(1, { inputs: 1 })]);
  return new Session(model, {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(0.01),
    ...more,
  });
}

/** A session that goes on where another is now. */
function copyOf(session: Session): Session {
  const copy = makeSession({ state: session.state() });
  copy.model.parameters.forEach((parameter, i) =>
    parameter.assign(session.model.parameters[i]!.value)
  );
  return copy;
}

/** A session whose fit was interrupted after so many steps. */
async function interrupted(
  step: number,
  more: FitOptions = {},
): Promise<Session> {
  const session = makeSession();
  const { callbacks = [] } = more;
  const interrupt: Callback = {
    onSavePoint(context) {
      if (context.step === step) throw new Error("interrupted");
    },
  };
  await assertRejects(
    () =>
      session.fit(double, {
        ...options,
        ...more,
        callbacks: [...callbacks, interrupt],
      }),
    Error,
    "interrupted",
  );
  return session;
}

Deno.test("Session.fit() counts the epochs of a fit that it resumes from its beginning", async () => {
  for (const [epochs, step] of [[3, 1], [3, 4], [3, 6], [2, 6], [5, 11]]) {
    const through = makeSession();
    await through.fit(double, { ...options, epochs: epochs! });
    const loaded = copyOf(await interrupted(step!));
    await loaded.fit(double, { ...options, epochs: epochs! });
    assertEquals(weightsOf(loaded), weightsOf(through));
    assertEquals(rowsOf(loaded), rowsOf(through));
    assertEquals(loaded.epoch, epochs);
  }
  const later = makeSession();
  await later.fit(double, { ...options, epochs: 2 });
  await assertRejects(() =>
    later.fit(double, {
      ...options,
      callbacks: [{
        onBatchEnd({ step }) {
          if (step === 14) throw new Error("interrupted");
        },
      }],
    })
  );
  const loaded = copyOf(later);
  await loaded.fit(double, options);
  assertEquals([loaded.epoch, loaded.step], [5, 20]); // 2 + 3
});

Deno.test("Session.fit() has nothing to do for a fit that was saved at its end", async () => {
  const session = await interrupted(12);
  const hooks: string[] = [];
  const loaded = copyOf(session);
  const history = await loaded.fit(double, {
    ...options,
    callbacks: [{
      onFitStart: ({ epoch, batch, step }) =>
        hooks.push(`start ${epoch} ${batch} ${step}`),
      onEpochStart: () => hooks.push("epoch"),
      onFitEnd: ({ outcome }) => hooks.push(outcome),
    }],
  });
  assertEquals(hooks, ["start 4 0 12", "finished"]);
  assertEquals(history.series("epochs"), [1, 2, 3]);
  assertEquals(weightsOf(loaded), weightsOf(session));
});

Deno.test("Session.fit() begins a new fit if it is told not to resume", async () => {
  const session = await interrupted(6);
  assertEquals(session.epoch, 1);
  await session.fit(double, { epochs: 2, batchSize: 4 }); // not loaded
  assertEquals([session.epoch, session.step], [3, 8]);

  const loaded = copyOf(await interrupted(6));
  await loaded.fit(double, { epochs: 2, batchSize: 4, resume: false });
  assertEquals([loaded.epoch, loaded.step], [3, 8]);
  assertEquals(rowsOf(loaded), rowsOf(session));
});

Deno.test("Session.fit() resumes by itself only in the first fit of a loaded session", async () => {
  const loaded = copyOf(await interrupted(6));
  await loaded.fit(double, options);
  await loaded.fit(double, options);
  assertEquals([loaded.epoch, loaded.step], [6, 24]);

  const trained = copyOf(await interrupted(6));
  trained.trainBatch(inputs, inputs); // that is no part of the fit
  await trained.fit(double, options);
  assertEquals([trained.epoch, trained.step], [4, 19]);

  const session = copyOf(await interrupted(6));
  const refusing: Callback = {
    onFitStart() {
      throw new Error("no");
    },
  };
  for (let again = 0; again < 2; again++) { // nothing was lost by that
    await assertRejects(
      () => session.fit(double, { ...options, callbacks: [refusing] }),
      Error,
      "no",
    );
  }
  await session.fit(double, options);
  assertEquals([session.epoch, session.step], [3, 12]);
});

Deno.test("Session.fit() ends at once what was asked to stop before it was saved", async () => {
  const session = makeSession();
  let state: StateObject = {};
  const stopping = new EarlyStopping({ monitor: "loss", target: Infinity });
  await session.fit(double, {
    ...options,
    callbacks: [stopping, { onSavePoint: () => state = session.state() }],
  });
  const outcomes: string[] = [];
  const loaded = makeSession({ state });
  await loaded.fit(double, {
    ...options,
    callbacks: [
      new EarlyStopping({ monitor: "loss", target: Infinity }),
      { onFitEnd: ({ outcome }) => outcomes.push(outcome) },
    ],
  });
  assertEquals([loaded.step, outcomes], [4, ["stopped"]]);
});

Deno.test("Session.fit() tells callbacks of a resumed fit where it is, and no epoch twice", async () => {
  const log: string[] = [];
  const loaded = copyOf(
    await interrupted(6, { validation: double, validateEvery: { steps: 3 } }),
  );
  await loaded.fit(double, {
    ...options,
    validation: double,
    validateEvery: { steps: 3 },
    callbacks: [{
      onFitStart: ({ plan, epoch, batch, step }) => {
        assertEquals(plan, {
          epochs: 3,
          firstEpoch: 1,
          batchSize: 1,
          stepsPerEpoch: 4,
          validations: 2,
          series: ["loss", "valLoss"],
        });
        log.push(`start ${epoch} ${batch} ${step}`);
      },
      onEpochStart: ({ epoch, batch }) => log.push(`epoch ${epoch} ${batch}`),
      onBatchEnd: ({ batch, step }) => log.push(`batch ${batch} ${step}`),
      onValidationEnd: ({ step }) => log.push(`validation ${step}`),
      onSavePoint: ({ epoch, batch }) => log.push(`save ${epoch} ${batch}`),
    }],
  });
  assertEquals(log, [
    "start 2 2 6",
    "batch 3 7",
    "save 2 3",
    "batch 4 8",
    "save 2 0",
    "epoch 3 0",
    "batch 1 9",
    "validation 9",
    "save 3 1",
    "batch 2 10",
    "save 3 2",
    "batch 3 11",
    "save 3 3",
    "batch 4 12",
    "validation 12",
    "save 3 0",
  ]);
});

Deno.test("Session.fit() refuses to resume with other data, options or callbacks", async () => {
  const stopping = (): Callback => new EarlyStopping({ monitor: "loss" });
  const session = await interrupted(6, { callbacks: [stopping()] });
  const saved = { ...options, callbacks: [stopping()] };
  const attempts: [FitOptions, string][] = [
    [
      { ...saved, batchSize: 2 },
      "expected batchSize 1, as when it was interrupted, received batchSize 2: " +
      "give the same, or begin a new fit with resume: false",
    ],
    [{ ...saved, shuffle: false }, "expected shuffle true, as when it was"],
    [
      { ...saved, callbacks: [] },
      'expected the callbacks that it was saved with, among them "earlyStopping"' +
      ", received none: give the same, or begin a new fit with resume: false",
    ],
    [
      { ...saved, callbacks: [{ state: () => 1, restore: () => {} }] },
      'expected the callbacks that it was saved with, among them "earlyStopping"' +
      ', received "callback": give',
    ],
  ];
  for (const [options, message] of attempts) {
    await assertRejects(
      () => session.fit(double, { ...options, resume: true }),
      RangeError,
      `Cannot resume fit: ${message}`,
    );
  }
  await assertRejects(
    () => session.fit(double.slice(1), { ...saved, resume: true }),
    RangeError,
    "Cannot resume fit: expected data of 4 examples, as when it was " +
      "interrupted, received data of 3 examples",
  );
  const late = await interrupted(9);
  await assertRejects(
    () => late.fit(double, { ...options, epochs: 1, resume: true }),
    RangeError,
    "Cannot resume fit: expected epochs >= 2, as many as it has completed",
  );
  // none of it has changed anything
  await session.fit(double, { ...saved, resume: true });
  assertEquals(session.step, 12);
});

Deno.test("Session.fit() lets a resumed fit have further callbacks", async () => {
  const session = await interrupted(6);
  const stopping = new EarlyStopping({ monitor: "loss", patience: 9 });
  await session.fit(double, {
    ...options,
    callbacks: [stopping],
    resume: true,
  });
  assertEquals(stopping.best?.step, 12);
});

Deno.test("Session.fit() gives each of several callbacks its own state", async () => {
  class Counter implements Callback {
    count = 0;
    constructor(readonly name: string) {}
    onBatchEnd(): void {
      this.count++;
    }
    state(): StateValue {
      return this.count;
    }
    restore(state: StateValue): void {
      this.count = Number(state);
    }
  }
  const [a, b, c] = ["one", "two", "one"].map((name) => new Counter(name));
  a!.count = 100;
  b!.count = 200;
  c!.count = 300;
  const session = await interrupted(6, { callbacks: [a!, b!, c!] });
  const again = ["new", "two", "one", "one"].map((name) => new Counter(name));
  await session.fit(double, { ...options, callbacks: again, resume: true });
  assertEquals(again.map(({ count }) => count), [6, 212, 112, 312]);
});

Deno.test("Session.fit() refuses to resume where nothing was interrupted", async () => {
  const finished = makeSession();
  await finished.fit(double, options);
  const trained = await interrupted(6);
  trained.trainBatch(inputs, inputs); // that is no part of the fit
  for (const session of [makeSession(), finished, trained]) {
    await assertRejects(
      () => session.fit(double, { ...options, resume: true }),
      Error,
      "Cannot resume fit: expected a session whose last fit was interrupted, " +
        "received one without: leave resume out to begin a new fit",
    );
  }
});

Deno.test("Session.state() has no fit once that is over", async () => {
  const session = makeSession();
  const states: StateObject[] = [];
  const save = (): unknown => states.push(session.state());
  await session.fit(double, {
    ...options,
    callbacks: [{ onFitEnd: save }],
  });
  save();
  await session.fit(double, {
    ...options,
    callbacks: [{ onBatchEnd: () => session.stop(), onFitEnd: save }],
  });
  save();
  assertEquals(states.map(({ fit }) => fit), Array(4).fill(undefined));
});

Deno.test("Session.state() is that of the interrupted fit until another has begun", async () => {
  let state: StateObject = {};
  const loaded = copyOf(await interrupted(6));
  await loaded.fit(double, {
    ...options,
    callbacks: [{ onFitStart: () => state = loaded.state() }],
  });
  const again = makeSession({ state });
  await again.fit(double, options);
  assertEquals([again.epoch, again.step], [3, 12]);
});

Deno.test("Session goes on with the seconds that were counted", async () => {
  const session = makeSession();
  await session.fit(double, {
    ...options,
    callbacks: [{
      onBatchEnd: () => new Promise((resolve) => setTimeout(resolve, 5)),
    }],
  });
  const before = session.history.last("seconds");
  const loaded = copyOf(session);
  await loaded.fit(double);
  assert(before >= 0.06);
  assert(loaded.history.last("seconds") > before);
  assertAlmostEquals(loaded.history.last("seconds"), before, 0.05);
});

Deno.test("Session.state() refuses a metric without a state only between two rows", async () => {
  class Plain implements Metric {
    readonly name = "plain";
    update(): void {}
    result(): number {
      return 0;
    }
    reset(): void {}
  }
  const session = makeSession({ metrics: [new Plain()] });
  let refusals = 0;
  await session.fit(double, {
    ...options,
    callbacks: [{
      onSavePoint({ batch }) {
        if (batch === 0) return void session.state();
        try {
          session.state();
        } catch (error) {
          refusals++;
          assertEquals(
            (error as Error).message,
            "Cannot save session: expected metrics with state() and restore(), " +
              "received plain without, between two rows of the history: give " +
              "its class both, or save at the end of an epoch",
          );
        }
      },
    }],
  });
  assertEquals(refusals, 9);

  // an error or abort amid an epoch is the one that is thrown
  await assertRejects(
    () =>
      session.fit(double, {
        ...options,
        callbacks: [{ onBatchEnd: () => Promise.reject(new Error("first")) }],
      }),
    Error,
    "first",
  );
  await assertRejects(
    () => session.fit(double, { ...options, resume: true }),
    TypeError,
    "Cannot save session: expected metrics with state()",
  );
  await session.fit(double, options);
});

Deno.test("Session.fit() refuses to resume with other metrics, and keeps its own", async () => {
  class Count implements Metric {
    #count = 0;
    constructor(readonly name: string) {}
    update(): void {
      this.#count++;
    }
    result(): number {
      return this.#count;
    }
    reset(): void {
      this.#count = 0;
    }
    state(): StateValue {
      return this.#count;
    }
    restore(state: StateValue): void {
      this.#count = Number(state);
    }
  }
  const session = makeSession({ metrics: [new Count("a")] });
  await assertRejects(() =>
    session.fit(double, {
      ...options,
      callbacks: [{ onBatchEnd: () => Promise.reject(new Error("no")) }],
    })
  );
  const state = session.state();
  const other = makeSession({ state, metrics: [new Count("b")] });
  for (let again = 0; again < 2; again++) {
    await assertRejects(
      () => other.fit(double, options),
      RangeError,
      'Cannot resume fit: expected the metrics that it was saved with, "a", ' +
        'received "b": create the session with the same ones, or begin a new ' +
        "fit with resume: false",
    );
  }
  assertEquals((await other.evaluate(double)).b, 1);
  const same = makeSession({ state, metrics: [new Count("a")] });
  await same.fit(double, options);
  assertEquals(same.history.series("a"), [4, 4, 4]);
});

Deno.test("Session.fit() throws what fails at an abort rather than its reason", async () => {
  const controller = new AbortController();
  await assertRejects(
    () =>
      makeSession().fit(double, {
        ...options,
        signal: controller.signal,
        callbacks: [{
          onBatchEnd: () => controller.abort(new Error("reason")),
          onFitEnd: () => Promise.reject(new Error("disk full")),
        }],
      }),
    Error,
    "disk full",
  );
});
