import { assertEquals } from "@std/assert";
import { ScriptedDataset, scriptedSession } from "../_fixtures_test.ts";
import type { FitOptions } from "../fit_options.ts";
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
    [66, "  2/4  loss 3.000  20 samples/s  0.3 s left"],
    [53, "  2/4  loss 3.000  20 samples/s  0.3 s left"],
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
  const lengths = [[54, 53], [53, 43], [44, 43], [43, 29], [9, 29]] as const;
  for (const [columns, length] of lengths) {
    const row = (await show({ ...terminal, columns })).at(-1)!;
    const full = "epoch 1/1  step 4  loss 3.000  20 samples/s  in 0.2 s";
    assertEquals(row, `\r${full.slice(0, length)}\x1b[K\n`);
  }
  const rows = await show({ ...terminal, columns: 48 }, { validation });
  assertEquals(
    rows.at(-1),
    "\repoch 1/1  step 4  loss 3.000  valLoss 7.000\x1b[K\n",
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
      batchSize: 1,
      stepsPerEpoch: 4,
      validations: 0,
      series: ["loss"],
    },
    epoch: 1,
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
  const process = Object.getOwnPropertyDescriptor(globalThis, "process")!;
  const { log } = console;
  try {
    console.log = write;
    for (const [value, expected] of cases) {
      text = "";
      Object.defineProperty(globalThis, "process", {
        value,
        configurable: true,
      });
      const progress = new ProgressBar({ now: () => 0 });
      await scriptedSession().fit(new ScriptedDataset([[1]]), {
        batchSize: 1,
        callbacks: [progress],
      });
      assertEquals(text, expected);
    }
  } finally {
    console.log = log;
    Object.defineProperty(globalThis, "process", process);
  }
});
