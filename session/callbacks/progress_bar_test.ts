import { assertEquals, assertRejects } from "@std/assert";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import type { FitOptions } from "../fit_options.ts";
import { progressLine } from "./_progress_line.ts";
import { ProgressBar, type ProgressBarOptions } from "./progress_bar.ts";

/** A fit to show; the losses of its steps are 4, 2, 3, 3 by default. */
interface Shown extends FitOptions {
  losses?: number[];
  isSizeKnown?: boolean;
  /** Milliseconds per step. */
  stepTime?: number;
  /** Milliseconds between a step and a validation. */
  startTime?: number;
}

/** Fits with a clock: 50 ms per step, 1 s per validation. */
async function show(
  options: ProgressBarOptions,
  shown: Shown = {},
): Promise<string[]> {
  const {
    losses = [4, 2, 3, 3],
    isSizeKnown = true,
    stepTime = 50,
    startTime = 0,
    callbacks = [],
    ...fit
  } = shown;
  const writes: string[] = [];
  let time = 1e6;
  const clock = {
    onBatchEnd: () => time += stepTime,
    onValidationStart: () => time += startTime,
    onValidationEnd: () => time += 1000,
  };
  const progress = new ProgressBar({
    write: (text) => writes.push(text),
    now: () => time,
    ...options,
  });
  await scriptedSession().fit(new ScriptedDataset([losses], { isSizeKnown }), {
    batchSize: 1,
    ...fit,
    callbacks: [clock, progress, ...callbacks],
  }).catch(({ message }) => writes.push(message));
  return writes;
}

const terminal = { terminal: true };
const validation = new ScriptedDataset([[7]]);

Deno.test("ProgressBar prints a line per epoch into a pipe", async () => {
  assertEquals(await show({}, { epochs: 2 }), [
    "epoch 1/2  step 4  loss 3.000  20 samples/s  0.2 s left\n",
    "epoch 2/2  step 8  loss 3.000  20 samples/s  in 0.4 s\n",
  ]);
});

Deno.test("ProgressBar prints a line per validation, and reckons with its time", async () => {
  // Left: 4 steps of 50 ms and a validation of 1 s.
  assertEquals(await show({}, { epochs: 2, validation }), [
    "epoch 1/2  step 4  loss 3.000  valLoss 7.000  20 samples/s  1.2 s left\n",
    "epoch 2/2  step 8  loss 3.000  valLoss 7.000  20 samples/s  in 2.4 s\n",
  ]);
  const validateEvery = { steps: 3 };
  assertEquals(await show({}, { epochs: 2, validation, validateEvery }), [
    // 5 steps, and validations at 6 and 8
    "epoch 1/2  step 3  loss 3.000  valLoss 7.000  20 samples/s  2.3 s left\n",
    "epoch 1/2  step 4  loss 3.000  20 samples/s  2.2 s left\n",
    "epoch 2/2  step 6  loss 3.000  valLoss 7.000  20 samples/s  1.1 s left\n",
    "epoch 2/2  step 8  loss 3.000  valLoss 7.000  20 samples/s  in 3.4 s\n",
  ]);
});

Deno.test("ProgressBar redraws a line on a terminal", async () => {
  assertEquals(await show(terminal), [
    "\repoch 1/1  [==========>.........]  2/4  loss 3.000  20 samples/s  " +
    "0.1 s left\x1b[K",
    "\repoch 1/1  [====================]  4/4  loss 3.000  20 samples/s  " +
    "in 0.2 s\x1b[K",
    "\repoch 1/1  step 4  loss 3.000  20 samples/s  in 0.2 s\x1b[K\n",
  ]);
});

Deno.test("ProgressBar goes on where a fit was interrupted", async () => {
  for (const isTerminal of [false, true]) {
    const session = scriptedSession();
    const options: FitOptions = { epochs: 3, batchSize: 1 };
    const interrupt = {
      onSavePoint({ step }: { step: number }) {
        if (step === 6) throw new Error("interrupted");
      },
    };
    await assertRejects(() =>
      session.fit(new ScriptedDataset([[4, 2, 3, 3]]), {
        ...options,
        callbacks: [interrupt],
      })
    );
    const writes: string[] = [];
    let time = 1e6;
    await session.fit(new ScriptedDataset([[4, 2, 3, 3]]), {
      ...options,
      resume: true,
      callbacks: [
        { onBatchEnd: () => time += 50 },
        new ProgressBar({
          write: (text) => writes.push(text),
          now: () => time,
          terminal: isTerminal,
        }),
      ],
    });
    const [first, last] = isTerminal ? [writes[0], writes.at(-1)] : writes;
    assertEquals(
      first,
      isTerminal
        ? "\repoch 2/3  [====================]  4/4  loss 3.000  " +
          "20 samples/s  0.2 s left\x1b[K"
        : "epoch 2/3  step 8  loss 3.000  20 samples/s  0.2 s left\n",
    );
    const end = "epoch 3/3  step 12  loss 3.000  20 samples/s  in 0.3 s";
    assertEquals(last, isTerminal ? `\r${end}\x1b[K\n` : `${end}\n`);
  }
});

Deno.test("ProgressBar says that it validates, if the last drawing is old", async () => {
  const shown = { losses: [1, 1, 1], stepTime: 60, validation };
  const drawn = "\repoch 1/1  [=============>......]  2/3  loss 1.000  " +
    "17 samples/s  0.1 s left\x1b[K";
  assertEquals(await show(terminal, { ...shown, startTime: 39 }), [
    drawn,
    "\repoch 1/1  step 3  loss 1.000  valLoss 7.000  14 samples/s  " +
    "in 1.2 s\x1b[K\n",
  ]);
  assertEquals(await show(terminal, { ...shown, startTime: 40 }), [
    drawn,
    "\repoch 1/1  [====================]  3/3  validating  14 samples/s\x1b[K",
    "\repoch 1/1  step 3  loss 1.000  valLoss 7.000  14 samples/s  " +
    "in 1.2 s\x1b[K\n",
  ]);
});

Deno.test("ProgressBar draws at most ten times a second", async () => {
  const losses = Array<number>(999).fill(1);
  const writes = await show(terminal, { losses, stepTime: 1 });
  assertEquals(writes.length, 9 + 1); // 0.1 s to 0.9 s, and the row
});

Deno.test("ProgressBar leaves out what does not fit a narrow terminal", async () => {
  const first = async (columns: number): Promise<string> =>
    (await show({ ...terminal, columns }, { epochs: 2 }))[0]!;
  const lines = [
    [77, "  [==========>.........]  2/4  loss 3.000  20 samples/s  0.3 s left"],
    [76, "  [=====>....]  2/4  loss 3.000  20 samples/s  0.3 s left"],
    [67, "  [=====>....]  2/4  loss 3.000  20 samples/s  0.3 s left"],
    [66, "  [=====>....]  2/4  loss 3.000  0.3 s left"],
    [53, "  [=====>....]  2/4  loss 3.000  0.3 s left"],
    [52, "  2/4  loss 3.000  0.3 s left"],
    [39, "  2/4  loss 3.000  0.3 s left"],
    [38, "  2/4  loss 3.000"],
    [27, "  2/4  loss 3.000"],
    [26, "  2/4  loss 3.00"],
    [5, ""],
  ] as const;
  for (const [columns, line] of lines) {
    const text = `epoch 1/2${line}`.slice(0, columns - 1);
    assertEquals(await first(columns), `\r${text}\x1b[K`);
  }
});

Deno.test("ProgressBar leaves no value out of a row, however narrow the terminal", async () => {
  const lines = [
    [54, "  step 4  loss 3.000  20 samples/s  in 0.2 s"],
    [53, "  step 4  loss 3.000  20 samples/s"],
    [44, "  step 4  loss 3.000  20 samples/s"],
    [43, "  step 4  loss 3.000"],
    [30, "  step 4  loss 3.000"],
    [29, "  loss 3.000"],
    [9, "  loss 3.000"],
  ] as const;
  for (const [columns, line] of lines) {
    const row = (await show({ ...terminal, columns })).at(-1);
    assertEquals(row, `\repoch 1/1${line}\x1b[K\n`);
  }
  const rows = await show({ ...terminal, columns: 20 }, { validation });
  const row = "\repoch 1/1  loss 3.000  valLoss 7.000\x1b[K\n";
  assertEquals(rows.at(-1), row);
});

Deno.test("ProgressBar draws its bar on 80 columns, with as many values as fit", () => {
  const progress = {
    head: "epoch 1/10",
    step: 469,
    done: 469,
    total: 938,
    values: ["loss 0.3719", "accuracy 0.9387"],
    rate: "122,614 samples/s",
    time: "12 s left",
  };
  const start = "epoch 1/10  [=====>....]  469/938  loss 0.3719";
  const cases: [string[], string][] = [
    [[], "  accuracy 0.9387  12 s left"],
    [["top5 0.9"], "  accuracy 0.9387  12 s left"],
    [["f 1"], "  accuracy 0.9387  f 1  12 s left"], // 79 columns
    [["f 01"], "  accuracy 0.9387  12 s left"],
  ];
  for (const [more, end] of cases) {
    const values = [...progress.values, ...more];
    const line = progressLine({ ...progress, values }, 80);
    assertEquals(line, start + end);
  }
  const values = ["loss 0.3719", `long ${"0".repeat(40)}`];
  assertEquals(
    progressLine({ ...progress, values }, 80),
    `${start}  12 s left`,
  );
});

Deno.test("ProgressBar claims no total for data of unknown size", async () => {
  const shown = { epochs: 2, isSizeKnown: false };
  assertEquals(await show(terminal, shown), [
    "\repoch 1/2  step 2  loss 3.000  20 samples/s\x1b[K",
    "\repoch 1/2  step 4  loss 3.000  20 samples/s\x1b[K",
    "\repoch 1/2  step 4  loss 3.000  20 samples/s\x1b[K\n",
    "\repoch 2/2  step 6  loss 3.000  20 samples/s\x1b[K",
    "\repoch 2/2  step 8  loss 3.000  20 samples/s\x1b[K",
    "\repoch 2/2  step 8  loss 3.000  20 samples/s\x1b[K\n",
  ]);
});

Deno.test("ProgressBar leaves the cursor on a line of its own after an error", async () => {
  const broken = {
    onBatchEnd({ step }: { step: number }): void {
      if (step === 3) throw new Error("broken");
    },
  };
  const drawn = "\repoch 1/1  [==========>.........]  2/4  loss 3.000  " +
    "20 samples/s  0.1 s left\x1b[K";
  const row = "epoch 1/1  step 3  loss 3.000  20 samples/s  in 0.1 s";
  assertEquals(await show(terminal, { callbacks: [broken] }), [
    drawn,
    `\r${row}\x1b[K\n`,
    "broken",
  ]);
  assertEquals(await show({}, { callbacks: [broken] }), [`${row}\n`, "broken"]);

  const controller = new AbortController();
  const aborting = {
    onBatchEnd({ step }: { step: number }): void {
      if (step === 3) controller.abort(new Error("aborted"));
    },
  };
  const { signal } = controller;
  assertEquals(await show(terminal, { callbacks: [aborting], signal }), [
    drawn,
    `\r${row}\x1b[K\n`,
    "aborted",
  ]);
});

Deno.test("ProgressBar ends a drawn line even if no row follows", () => {
  const writes: string[] = [];
  let time = 0;
  const progress = new ProgressBar({
    write: (text) => writes.push(text),
    now: () => time,
    ...terminal,
  });
  const session = scriptedSession();
  const context = {
    session,
    history: session.history,
    plan: {
      epochs: 1,
      firstEpoch: 1,
      batchSize: 1,
      stepsPerEpoch: 4,
      validations: 0,
      series: ["loss"],
    },
    epoch: 1,
    batch: 0,
    step: 0,
  };
  progress.onFitStart(context);
  progress.onEpochStart(context);
  time = 100;
  const running = { loss: 3 };
  progress.onBatchEnd({ ...context, step: 1, loss: 3, batchSize: 1, running });
  progress.onFitEnd({ ...context, step: 1, outcome: "failed" });
  assertEquals(writes, [
    "\repoch 1/1  [=====>..............]  1/4  loss 3.000  10 samples/s  " +
    "0.3 s left\x1b[K",
    "\n",
  ]);
});

Deno.test("ProgressBar goes on with the epochs of a second fit", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1]]);
  await session.fit(data, { epochs: 2 });
  let text = "";
  const write = (line: string): string => text += line;
  const progress = new ProgressBar({ write, now: () => 0 });
  await session.fit(data, { batchSize: 1, callbacks: [progress] });
  assertEquals(text, "epoch 3/3  step 3  loss 1.000  in 0.0 s\n");
});

Deno.test("ProgressBar prints no rows of old when another callback refuses the fit", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1]]);
  await session.fit(data);
  const refusing = {
    onFitStart: (): never => {
      throw new Error("no");
    },
  };
  let text = "";
  const progress = new ProgressBar({ write: (line) => text += line });
  for (const callbacks of [[refusing, progress], [progress, refusing]]) {
    await assertRejects(() => session.fit(data, { callbacks }), Error, "no");
    assertEquals(text, "");
  }
});

Deno.test("ProgressBar counts the steps of an epoch, and reckons with those of its fit", async () => {
  const session = scriptedSession();
  const data = new ScriptedDataset([[1, 1, 1, 1]]);
  await session.fit(data); // steps before
  const writes: string[] = [];
  let time = 0;
  const progress = new ProgressBar({
    write: (text) => writes.push(text),
    now: () => time,
    ...terminal,
  });
  await session.fit(data, {
    epochs: 2,
    batchSize: 1,
    callbacks: [{ onBatchEnd: () => time += 100 }, progress],
  });
  assertEquals(writes.slice(5, 7), [
    "\repoch 3/3  [=====>..............]  1/4  loss 1.000  10 samples/s  " +
    "0.3 s left\x1b[K",
    "\repoch 3/3  [==========>.........]  2/4  loss 1.000  10 samples/s  " +
    "0.2 s left\x1b[K",
  ]);
});

Deno.test("ProgressBar writes to the standard output by default", async () => {
  const write = (line: string): string => text += line;
  let text = "";
  const line = "epoch 1/1  step 1  loss 1.000  in 0.0 s";
  const cases: [unknown, string][] = [
    [{ stdout: { write, isTTY: false } }, `${line}\n`],
    [{ stdout: { write, isTTY: true, columns: 0 } }, `\r${line}\x1b[K\n`],
    [
      { stdout: { write, isTTY: true, columns: 30 } },
      "\repoch 1/1  step 1  loss 1.000\x1b[K\n",
    ],
    [undefined, line], // a browser: the console ends the line
  ];
  const { log } = console;
  try {
    console.log = write;
    for (const [value, expected] of cases) {
      text = "";
      await withProcess(value, () => showOnOutput(1));
      assertEquals(text, expected);
    }
  } finally {
    console.log = log;
  }
});

Deno.test("ProgressBar writes no more once the standard output fails", async () => {
  let writes = 0;
  let listeners = 0;
  const once = (event: string): void => {
    if (event === "error") listeners++;
  };
  const fail = (_: string, done: (error?: unknown) => void): void => {
    if (++writes === 2) throw new Error("ENOSPC");
    queueMicrotask(done); // well written
  };
  await withProcess({ stdout: { write: fail, once } }, () => showOnOutput(4));
  assertEquals([writes, listeners], [2, 0]);

  writes = 0;
  const failLater = (_: string, done: (error?: unknown) => void): void => {
    writes++;
    queueMicrotask(() => done(new Error("EPIPE")));
  };
  await withProcess(
    { stdout: { write: failLater, once } },
    () => showOnOutput(4),
  );
  assertEquals([writes, listeners], [1, 1]); // heard, so nobody else is asked
});

Deno.test("ProgressBar prints to the console of a notebook, whose output nobody sees", async () => {
  const { Deno: real, console } = globalThis;
  const log: string[] = [];
  let writes = 0;
  const replace = (runtime: typeof Deno, output: unknown): void => {
    const writable = { configurable: true, writable: true };
    Object.defineProperty(globalThis, "Deno", { value: runtime, ...writable });
    Object.defineProperty(globalThis, "console", {
      value: output,
      ...writable,
    });
  };
  replace(Object.create(real, { jupyter: { value: {} } }), {
    log: (text: string) => log.push(text),
  });
  try {
    const stdout = { write: () => writes++, isTTY: true };
    await withProcess({ stdout }, () => showOnOutput(1));
  } finally {
    replace(real, console);
  }
  assertEquals([log, writes], [["epoch 1/1  step 1  loss 1.000  in 0.0 s"], 0]);
});

/** Fits epochs of one step, with a bar on the standard output. */
async function showOnOutput(epochs: number): Promise<void> {
  await scriptedSession().fit(new ScriptedDataset([[1]]), {
    epochs,
    callbacks: [new ProgressBar({ now: () => 0 })],
  });
}

/** Runs with another global `process`. */
async function withProcess(
  value: unknown,
  work: () => Promise<void>,
): Promise<void> {
  const process = Object.getOwnPropertyDescriptor(globalThis, "process")!;
  const configurable = true;
  Object.defineProperty(globalThis, "process", { value, configurable });
  try {
    await work();
  } finally {
    Object.defineProperty(globalThis, "process", process);
  }
}
