/** What fails from outside at any moment of a fit, and the session after that. */
import { ArrayDataset, StreamDataset } from "@cutedl/datasets";
import { BatchNormalization, Dense, Dropout, Sequential } from "@cutedl/layers";
import { SparseCategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { argmax, Random, randomTensor } from "@cutedl/tensor";
import {
  assertEquals,
  assertGreater,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  rowsOf,
  ScriptedDataset,
  scriptedSession,
  weightOf,
  weightsOf,
} from "./_fixtures_test.ts";
import type { Callback } from "./callbacks/callback.ts";
import type { FitOptions } from "./fit_options.ts";
import type { Metric } from "./metrics/metric.ts";
import { Session } from "./session.ts";

/** How often a fit with the options below runs each hook. */
const TIMES = {
  onFitStart: 1,
  onEpochStart: 2,
  onBatchEnd: 8,
  onValidationStart: 3,
  onValidationEnd: 3,
  onEpochEnd: 2,
  onSavePoint: 8,
  onFitEnd: 1,
};
const HOOKS = Object.keys(TIMES);

/** The ways in which a hook fails. */
const WAYS: Record<string, (error: Error) => unknown> = {
  throws: (error) => {
    throw error;
  },
  rejects: (error) => Promise.reject(error),
  "rejects later": (error) =>
    new Promise((_, reject) => setTimeout(reject, 0, error)),
  "gives a bare thenable": (error) => ({
    then(_: unknown, reject: (error: Error) => void): void {
      reject(error);
    },
  }),
};

const inputs = randomTensor([14, 3], { seed: 1 });
const labels = argmax(inputs);
const data = new ArrayDataset(inputs, labels);
const options: FitOptions = { // of four steps an epoch
  epochs: 2,
  batchSize: 4,
  validation: data,
  validateEvery: { steps: 3 },
};

/** A session whose every part has a state. */
function makeSession(metrics?: Metric[]): Session {
  const model = new Sequential([
    new Dense(4, { activation: "tanh" }),
    new BatchNormalization(),
    new Dropout(0.3),
    new Dense(3),
  ], { seed: 1 });
  return new Session(model, {
    loss: new SparseCategoricalCrossentropy(),
    optimizer: new Adam(0.01),
    seed: 1,
    ...(metrics && { metrics }),
  });
}

/** What a fit comes to. */
function endOf(session: Session): unknown {
  const { epoch, step } = session;
  return { epoch, step, weights: weightsOf(session), rows: rowsOf(session) };
}

async function fitted(data: ArrayDataset | StreamDataset): Promise<unknown> {
  const session = makeSession();
  await session.fit(data, options);
  return endOf(session);
}

/** A callback that fails when a hook is run for the nth time. */
function failing(
  hook: string,
  { nth, fail }: { nth: number; fail: () => unknown },
): Callback {
  let count = 0;
  return { [hook]: () => ++count === nth ? fail() : undefined };
}

for (const [way, fail] of Object.entries(WAYS)) {
  Deno.test(`Session.fit() goes on to the same end after any hook at any moment ${way}`, async () => {
    const expected = await fitted(data);
    for (const [hook, times] of Object.entries(TIMES)) {
      for (let nth = 1; nth <= times + 1; nth++) {
        const session = makeSession();
        const error = new Error(`${hook} ${nth}`);
        const late = new Error("onFitEnd"); // does not hide the first one
        const callbacks = [
          failing("onFitEnd", { nth: 1, fail: () => fail(late) }),
          failing(hook, { nth, fail: () => fail(error) }),
          { onFitEnd: () => fail(late) },
        ];
        const received = await assertRejects(() =>
          session.fit(data, { ...options, callbacks })
        );
        const isOver = hook === "onFitEnd" || nth > times;
        assertStrictEquals(received, isOver ? late : error);
        if (!isOver) {
          const resume = hook !== "onFitStart"; // which had not begun
          await session.fit(data, { ...options, resume });
        }
        assertEquals(endOf(session), expected, `${hook} ${nth}`);
      }
    }
  });
}

Deno.test("Session.fit() fits anew with right numbers after any hook has failed", async () => {
  for (const hook of HOOKS) {
    for (const [way, fail] of Object.entries(WAYS)) {
      const session = scriptedSession(); // each step lowers its weight by 1
      const script = new ScriptedDataset([[2, 4, 9]]);
      const all = { epochs: 2, batchSize: 1, validation: script };
      const error = new Error(hook);
      const callbacks = [failing(hook, { nth: 1, fail: () => fail(error) })];
      await assertRejects(() => session.fit(script, { ...all, callbacks }));
      const { epoch, step, history } = session;
      const rows = history.rows.length;
      await session.fit(script, all);
      assertEquals(
        [session.epoch, session.step, weightOf(session)],
        [epoch + 2, step + 6, -step - 6],
        `${hook} ${way}`,
      );
      assertEquals(
        rowsOf(session).slice(rows),
        [1, 2].map((i) => ({
          epoch: epoch + i,
          step: step + 3 * i,
          loss: 5,
          valLoss: 5,
        })),
        `${hook} ${way}`,
      );
      const { loss } = await session.evaluate(script);
      assertEquals(loss, 5);
    }
  }
});

Deno.test("Callback hooks that fail together surface the first, and none goes unnoticed", async () => {
  for (const hook of HOOKS) {
    for (const fail of Object.values(WAYS)) {
      const session = scriptedSession();
      const script = new ScriptedDataset([[1]]);
      const log: number[] = [];
      const callbacks = [1, 2, 3].map((number) => ({
        [hook]: () => {
          log.push(number);
          return fail(new Error(`${number}`));
        },
      }));
      await assertRejects(
        () => session.fit(script, { validation: script, callbacks }),
        Error,
        "1",
      );
      // the others are not asked, but each is told of the end
      assertEquals(log, hook === "onFitEnd" ? [1, 2, 3] : [1]);
    }
  }
});

Deno.test("Callback hooks that give a bare thenable are awaited, and those after it", async () => {
  const log: string[] = [];
  const bare = {
    onBatchEnd: () => ({
      then(resolve: () => void): void {
        setTimeout(() => {
          log.push("bare");
          resolve();
        });
      },
    }),
  };
  const slow = {
    async onBatchEnd(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve));
      log.push("slow");
    },
  };
  await scriptedSession().fit(new ScriptedDataset([[1, 1]]), {
    callbacks: [bare, slow],
  });
  assertEquals(log, ["bare", "slow", "bare", "slow"]);
});

Deno.test("Session measures right after a metric has failed", async () => {
  /** Counts batches, and fails at the nth call of a method. */
  class Failing implements Metric {
    readonly name = "batches";
    #count = 0;
    constructor(readonly method: string, public nth: number) {}
    #call(method: string): void {
      if (method === this.method && --this.nth === 0) throw new Error(method);
    }
    update(): void {
      this.#call("update");
      this.#count++;
    }
    result(): number {
      this.#call("result");
      return this.#count;
    }
    reset(): void {
      this.#call("reset");
      this.#count = 0;
    }
  }
  for (const method of ["update", "result", "reset"]) {
    for (let nth = 1; nth <= 4; nth++) {
      const session = makeSession([new Failing(method, nth)]);
      await assertRejects(() => session.fit(data, options), Error, method);
      const { batches } = await session.evaluate(data, { batchSize: 2 });
      assertEquals(batches, 7, `${method} ${nth}`);
      await session.fit(data, { ...options, validateEvery: { epochs: 1 } });
      const { batches: trained, valBatches } = session.history.rows.at(-1)!;
      assertEquals([trained, valBatches], [4, 1], `${method} ${nth}`);
    }
  }
});

Deno.test("Session.fit() goes on to the same end after aborts at random moments (seed 6)", async () => {
  const random = new Random(6);
  const examples = async function* () {
    for (let i = 0; i < 14; i++) {
      yield await Promise.resolve({
        input: inputs.data.slice(3 * i, 3 * i + 3),
        target: labels.data[i]!,
      });
    }
  };
  const stream = new StreamDataset(examples, {
    inputShape: [3],
    size: 14,
    shuffleBuffer: 5,
  });
  for (const [source, longest] of [[data, 50], [stream, 350]] as const) {
    const expected = await fitted(source);
    let aborts = 0;
    for (let run = 0; run < 30; run++) {
      const session = makeSession();
      for (let isOver = false; !isOver;) {
        const resume = session.state().fit !== undefined;
        const reason = new Error("enough");
        const { signal, end } = abortedAfter(random.integer(longest), reason);
        try {
          await session.fit(source, { ...options, signal, resume });
          isOver = true;
        } catch (error) {
          assertStrictEquals(error, reason);
          aborts++;
        }
        end();
        await new Promise((resolve) => setTimeout(resolve));
      }
      assertEquals(endOf(session), expected);
    }
    assertGreater(aborts, 10);
  }
});

/** A signal that aborts after so many microtasks, unless it is ended. */
function abortedAfter(
  count: number,
  reason: Error,
): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  let left = count;
  const tick = (): void => {
    if (left-- > 0) queueMicrotask(tick);
    else if (left === -1) controller.abort(reason);
  };
  tick();
  return { signal: controller.signal, end: () => left = -9 };
}
