import type { Batch, BatchOptions, Dataset } from "@cutedl/datasets";
import type { Workspace } from "@cutedl/tensor";
import {
  assert,
  assertEquals,
  assertGreater,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  pairs,
  pairsSession,
  ScriptedDataset,
  scriptedSession,
} from "./_fixtures_test.ts";
import { abortable } from "./_abortable.ts";

/** Gives batches for ever. */
class Endless implements Dataset {
  readonly size = undefined;
  readonly inputShape = [1];
  readonly targetShape = [1];
  async *batches(): AsyncIterable<Batch> {
    while (true) yield* new ScriptedDataset([[1]]).batches();
  }
}

/** Gives a batch, and then none, and no end. */
class Stuck implements Dataset {
  readonly size = undefined;
  readonly inputShape = [1];
  readonly targetShape = [1];
  readonly workspaces: (Workspace | undefined)[] = [];
  async *batches({ workspace }: BatchOptions = {}): AsyncIterable<Batch> {
    this.workspaces.push(workspace);
    yield* new ScriptedDataset([[1]]).batches();
    await new Promise(() => {});
  }
}

Deno.test("Session.fit() rejects with the reason of a signal that was aborted before", async () => {
  const session = scriptedSession();
  const reason = new Error("no time");
  let hooks = 0;
  const rejected = await assertRejects(() =>
    session.fit(new ScriptedDataset([[1]]), {
      signal: AbortSignal.abort(reason),
      callbacks: [{ onFitStart: () => hooks++, onFitEnd: () => hooks++ }],
    })
  );
  assertStrictEquals(rejected, reason);
  assertEquals([session.step, hooks], [0, 0]);
});

Deno.test("Session.fit() rejects with the reason of a signal that aborts from any hook", async () => {
  const steps = {
    onFitStart: 0,
    onEpochStart: 0,
    onBatchEnd: 1,
    onValidationStart: 2,
    onValidationEnd: 2,
    onEpochEnd: 2,
  };
  for (const [hook, step] of Object.entries(steps)) {
    const session = scriptedSession();
    const controller = new AbortController();
    const reason = new Error(hook);
    const data = new ScriptedDataset([[2, 4]]);
    const outcomes: string[] = [];
    const rejected = await assertRejects(() =>
      session.fit(data, {
        epochs: 2,
        validation: data,
        signal: controller.signal,
        callbacks: [
          { [hook]: () => controller.abort(reason) },
          { onFitEnd: ({ outcome }) => outcomes.push(outcome) },
        ],
      })
    );
    assertStrictEquals(rejected, reason);
    assertEquals([hook, session.step, outcomes], [hook, step, ["aborted"]]);
    const losses = { 0: [], 1: [2], 2: [3] }[step];
    assertEquals(session.history.series("loss"), losses);
    await session.fit(data, { validation: data }); // the session can be used
  }
});

Deno.test("Session.fit() rejects even if the signal aborts at its very end", async () => {
  const controller = new AbortController();
  await assertRejects(
    () =>
      scriptedSession().fit(new ScriptedDataset([[1]]), {
        signal: controller.signal,
        callbacks: [{ onEpochEnd: () => controller.abort(new Error("late")) }],
      }),
    Error,
    "late",
  );
});

Deno.test("Session.fit() leaves its memory to a batch that may come late", async () => {
  const session = scriptedSession();
  const stuck = new Stuck();
  const fit = (): Promise<unknown> =>
    session.fit(stuck, { signal: AbortSignal.timeout(1) });
  await assertRejects(fit, DOMException);
  await assertRejects(fit, DOMException);
  const [first, second] = stuck.workspaces;
  assertNotStrictEquals(first, second);
});

Deno.test("Session can be aborted while it waits for data that does not come", async () => {
  const uses = [
    (signal: AbortSignal) => scriptedSession().fit(new Stuck(), { signal }),
    (signal: AbortSignal) =>
      scriptedSession().fit(new ScriptedDataset([[1]]), {
        validation: new Stuck(),
        signal,
      }),
    (signal: AbortSignal) =>
      scriptedSession().evaluate(new Stuck(), { signal }),
    (signal: AbortSignal) => scriptedSession().predict(new Stuck(), { signal }),
  ];
  for (const use of uses) {
    await assertRejects(
      () => use(AbortSignal.timeout(5)),
      DOMException,
      "timeout",
    );
    await assertRejects(() => use(AbortSignal.abort()), DOMException);
  }
});

Deno.test("Session lets timers run while it trains, evaluates and predicts", async () => {
  const endless = new Endless();
  const uses = [
    (signal: AbortSignal) =>
      scriptedSession().fit(endless, { signal, batchSize: 1 }),
    (signal: AbortSignal) =>
      scriptedSession().fit(new ScriptedDataset([[1]]), {
        validation: endless,
        signal,
      }),
    (signal: AbortSignal) => scriptedSession().evaluate(endless, { signal }),
    (signal: AbortSignal) => scriptedSession().predict(endless, { signal }),
  ];
  for (const use of uses) {
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 3) controller.abort(new Error("enough"));
    }, 20);
    await assertRejects(() => use(controller.signal), Error, "enough");
    clearInterval(timer);
    assertEquals(ticks, 3);
  }
});

Deno.test("Session.stop() works from a timer", async () => {
  const session = pairsSession();
  let ticks = 0;
  const interval = setInterval(() => ticks++, 10);
  setTimeout(() => session.stop(), 250);
  await session.fit(pairs(1000), { epochs: 1e9 });
  clearInterval(interval);
  assertGreater(ticks, 2);
  assert(session.step > 0);
});

Deno.test("abortable() closes its source when asked for more, not while an item is in use", async () => {
  let closed = 0;
  async function* numbers(): AsyncIterable<number> {
    try {
      for (let i = 0;; i++) yield await Promise.resolve(i);
    } finally {
      closed++;
    }
  }
  const controller = new AbortController();
  const iterator = abortable(numbers(), controller.signal)
    [Symbol.asyncIterator]();
  await iterator.next();
  controller.abort(new Error("enough"));
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(closed, 0);
  await assertRejects(() => iterator.next(), Error, "enough");
  assertEquals(closed, 1);
});

Deno.test("abortable() leaves a source that cannot be closed as it is", async () => {
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false, value: 1 }),
    }),
  };
  const { signal } = new AbortController();
  for await (const number of abortable(source, signal)) {
    assertEquals(number, 1);
    break;
  }
});

Deno.test("abortable() leaves no listener behind", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const counting = Object.create(signal, {
    aborted: { value: false },
    addEventListener: { value: () => listeners++ },
    removeEventListener: { value: () => listeners-- },
  });
  async function* numbers(): AsyncIterable<number> {
    yield 1;
    yield await Promise.resolve(2);
  }
  const seen: number[] = [];
  for await (const number of abortable(numbers(), counting)) seen.push(number);
  assertEquals([seen, listeners], [[1, 2], 0]);
  for await (const _ of abortable(numbers(), counting)) break;
  assertEquals(listeners, 0);
  async function* failing(): AsyncIterable<number> {
    yield await Promise.reject(new Error("broken"));
  }
  await assertRejects(
    async () => {
      for await (const _ of abortable(failing(), counting));
    },
    Error,
    "broken",
  );
  assertEquals(listeners, 0);
});
