import { ArrayDataset, type Dataset, StreamDataset } from "@cutedl/datasets";
import { BatchNormalization, Dense, Dropout, Sequential } from "@cutedl/layers";
import { SparseCategoricalCrossentropy } from "@cutedl/losses";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  BaseOptimizer,
  cosineDecay,
  Fixed,
  type LearningRate,
  Momentum,
  type Optimizer,
  type OptimizerOptions,
  RMSProp,
  type Schedule,
  stepDecay,
} from "@cutedl/optimizers";
import * as allOptimizers from "@cutedl/optimizers";
import { argmax, type EngineName, randomTensor } from "@cutedl/tensor";
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import fc from "fast-check";
import { rowsOf } from "./_fixtures_test.ts";
import type { Callback } from "./callbacks/callback.ts";
import { EarlyStopping } from "./callbacks/early_stopping.ts";
import type { BestValue } from "./best_value.ts";
import { F1Score } from "./metrics/f1_score.ts";
import { Precision } from "./metrics/precision.ts";
import { Recall } from "./metrics/recall.ts";
import { SparseCategoricalAccuracy } from "./metrics/sparse_categorical_accuracy.ts";
import { TopKAccuracy } from "./metrics/top_k_accuracy.ts";
import { ReduceOnPlateau } from "./callbacks/reduce_on_plateau.ts";
import type { FitOptions, ValidationSchedule } from "./fit_options.ts";
import { sessionFromBytes } from "./saving/session_from_bytes.ts";
import { sessionToBytes } from "./saving/session_to_bytes.ts";
import { Session } from "./session.ts";
import type { StateValue } from "./state_value.ts";

/** Makes each optimizer, with a rate at which the loss goes up and down. */
const optimizers: Record<
  string,
  (rate: LearningRate | undefined, options: OptimizerOptions) => Optimizer
> = {
  Fixed: (rate = 1, options) => new Fixed(rate, options),
  Momentum: (rate = 0.3, options) => new Momentum(rate, options),
  Adagrad: (rate = 2, options) => new Adagrad(rate, options),
  RMSProp: (rate = 0.5, options) => new RMSProp(rate, options),
  Adadelta: (rate = 9, options) => new Adadelta(rate, options),
  Adam: (rate = 0.5, options) => new Adam(rate, options),
  AdamW: (rate = 0.5, options) => new AdamW(rate, options),
};

/** A training run that is the same whenever it is made. */
interface Run {
  readonly optimizer: string;
  readonly schedule: Schedule | undefined;
  readonly penalty: OptimizerOptions;
  readonly engine: EngineName;
  readonly isStream: boolean;
  readonly examples: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly validateEvery: ValidationSchedule;
  readonly patience: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly labelSmoothing: number;
  /** Whether the examples carry weights. */
  readonly isWeighted: boolean;
  readonly classWeights: readonly number[] | undefined;
}

const someRun: Run = {
  optimizer: "Adam",
  schedule: cosineDecay(1, { steps: 18, warmup: 3 }),
  penalty: { clipNorm: 1, l2: 0.01 },
  engine: "wasm",
  isStream: false,
  examples: 22,
  batchSize: 4,
  epochs: 3,
  validateEvery: { steps: 4 },
  patience: 9,
  shuffle: true,
  seed: 1,
  labelSmoothing: 0.1,
  isWeighted: true,
  classWeights: [0.5, 1, 2],
};

const runs: fc.Arbitrary<Omit<Run, "optimizer">> = fc.record({
  schedule: fc.constantFrom(
    undefined,
    cosineDecay(1, { steps: 40, warmup: 5 }),
    stepDecay(1, { every: 7, factor: 0.5 }),
  ),
  penalty: fc.constantFrom({}, { clipNorm: 1, l2: 0.01 }, { l1: 0.01 }),
  engine: fc.constantFrom("wasm" as const, "reference" as const),
  isStream: fc.boolean(),
  examples: fc.integer({ min: 1, max: 40 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  epochs: fc.integer({ min: 1, max: 4 }),
  validateEvery: fc.oneof(
    fc.record({ steps: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ epochs: fc.integer({ min: 1, max: 3 }) }),
  ),
  patience: fc.integer({ min: 1, max: 4 }),
  shuffle: fc.boolean(),
  seed: fc.nat(),
  labelSmoothing: fc.constantFrom(0, 0.1),
  isWeighted: fc.boolean(),
  classWeights: fc.constantFrom(undefined, [0.5, 1, 2]),
});

function makeOptimizer({ optimizer, schedule, penalty }: Run): Optimizer {
  return optimizers[optimizer]!(schedule, penalty);
}

function makeSession(run: Run): Session {
  const { engine, seed } = run;
  const model = new Sequential([
    new Dense(8, { inputs: 3, activation: "tanh" }),
    new BatchNormalization(),
    new Dropout(0.3),
    new Dense(3),
  ], { seed: 3, engine });
  return new Session(model, { ...makeParts(run), seed });
}

/** What a saved session is given again. */
function makeParts(run: Run) {
  const { labelSmoothing } = run;
  return {
    loss: new SparseCategoricalCrossentropy({ labelSmoothing }),
    optimizer: makeOptimizer(run),
    metrics: [
      new SparseCategoricalAccuracy(),
      new TopKAccuracy({ k: 2 }),
      new Precision(),
      new Recall({ label: 1, useWeights: false }),
      new F1Score({ average: "weighted" }),
    ],
  };
}

function load(bytes: Uint8Array, run: Run): Session {
  const { engine } = run;
  return sessionFromBytes(bytes, { ...makeParts(run), engine });
}

function makeData(
  count: number,
  seed: number,
  { isStream, isWeighted }: Pick<Run, "isStream" | "isWeighted">,
): Dataset {
  const inputs = randomTensor([count, 3], { seed });
  const labels = argmax(inputs);
  const weights = randomTensor([count], { seed, low: 0, high: 2 }).data;
  if (!isStream) {
    return new ArrayDataset(inputs, labels, isWeighted ? { weights } : {});
  }
  const examples = Array.from({ length: count }, (_, i) => ({
    input: inputs.data.subarray(3 * i, 3 * i + 3),
    target: labels.data[i]!,
    ...(isWeighted && { weight: weights[i]! }),
  }));
  return new StreamDataset(() => examples, {
    inputShape: [3],
    shuffleBuffer: 4,
  });
}

/** What must be the same, to the bit. */
type Outcome = ReturnType<typeof stateOf> & {
  best: BestValue | undefined;
  stoppedEpoch: number | undefined;
  counters: StateValue[];
};

/** Trains to the end, and gives all that must be the same, to the bit. */
async function fit(
  session: Session,
  run: Run,
  callbacks: Callback[] = [],
  more: FitOptions = {},
): Promise<Outcome> {
  const { examples, epochs, batchSize, validateEvery } = run;
  const { patience, shuffle, schedule, classWeights } = run;
  const stopping = new EarlyStopping({ patience, minDelta: 0.01 });
  const reducing = new ReduceOnPlateau({
    patience: 1,
    factor: 0.5,
    cooldown: 2,
  });
  await session.fit(makeData(examples, 1, run), {
    epochs,
    batchSize,
    shuffle,
    ...(classWeights && { classWeights }),
    validation: makeData(7, 2, { ...run, isStream: false }),
    validateEvery,
    callbacks: [
      stopping,
      ...(schedule === undefined ? [reducing] : []),
      ...callbacks,
    ],
    ...more,
  });
  const { best, stoppedEpoch } = stopping;
  const counters = [stopping.state(), reducing.state()];
  return { ...stateOf(session), best, stoppedEpoch, counters };
}

/** All of a session that training changes, to the bit. */
function stateOf(session: Session) {
  const { model, optimizer, epoch, step } = session;
  const weights = [...model.parameters, ...model.buffers ?? []]
    .map(({ name, value }) => [name, bitsOf(value.data)]);
  return {
    weights: Object.fromEntries(weights),
    random: model.layers?.map((layer) => layer.random?.state),
    optimizer: optimizer.state(),
    rows: rowsOf(session),
    epoch,
    step,
  };
}

function bitsOf(data: Float32Array): Uint32Array {
  return new Uint32Array(new Float32Array(data).buffer);
}

Deno.test("Session is tested to go on with every optimizer", () => {
  const classes = Object.entries(allOptimizers)
    .filter(([, exported]) => exported.prototype instanceof BaseOptimizer)
    .map(([name]) => name);
  assertEquals(Object.keys(optimizers).toSorted(), classes.toSorted());
});

for (const optimizer of Object.keys(optimizers)) {
  Deno.test(`Session goes on to the bit from any step with ${optimizer}`, async () => {
    let [points, stops, restored] = [0, 0, 0];
    const property = fc.asyncProperty(runs, async (settings) => {
      const run = { ...settings, optimizer };
      const session = makeSession(run);
      const saved: Uint8Array[] = [];
      const expected = await fit(session, run, [{
        onSavePoint: () => void saved.push(sessionToBytes(session)),
      }]);
      for (const bytes of saved) {
        points++;
        assertEquals(await fit(load(bytes, run), run), expected);
      }
      if (expected.stoppedEpoch !== undefined) stops++;
      if (expected.best?.step !== expected.step) restored++;
    });
    await fc.assert(property, { numRuns: 20, seed: 1 });
    assertGreaterOrEqual(points, 50);
    assertGreaterOrEqual(Math.min(stops, restored), 1);
  });
}

const hooks = [
  "onFitStart",
  "onEpochStart",
  "onBatchEnd",
  "onValidationStart",
  "onValidationEnd",
  "onEpochEnd",
  "onSavePoint",
] as const;

for (const hook of hooks) {
  for (const validateEvery of [{ steps: 4 }, { epochs: 2 }]) {
    const run = { ...someRun, validateEvery };
    const schedule = JSON.stringify(validateEvery);

    Deno.test(`Session goes on to the bit from ${hook} of the last callback, validating every ${schedule}`, async () => {
      const session = makeSession(run);
      const saved: Uint8Array[] = [];
      const expected = await fit(session, run, [{
        [hook]: () => void saved.push(sessionToBytes(session)),
      }]);
      assertGreaterOrEqual(saved.length, 1);
      for (const bytes of saved) {
        assertEquals(await fit(load(bytes, run), run), expected);
      }
    });

    Deno.test(`Session goes on to the bit after an abort or an error in ${hook}, validating every ${schedule}`, async () => {
      const expected = await fit(makeSession(run), run);
      for (const isAbort of [true, false]) {
        let isOver = false;
        for (let call = 1; !isOver; call++) {
          const session = makeSession(run);
          const controller = new AbortController();
          let calls = 0;
          const interrupt: Callback = {
            [hook]: () => {
              if (++calls !== call) return;
              if (!isAbort) throw new Error("interrupted");
              controller.abort(new Error("interrupted"));
            },
          };
          const { signal } = controller;
          try {
            await fit(session, run, [interrupt], { signal });
            isOver = true;
            continue;
          } catch (error) {
            assertEquals((error as Error).message, "interrupted");
          }
          const bytes = sessionToBytes(session);
          assertEquals(await fit(load(bytes, run), run), expected);
          if (hook === "onFitStart") continue; // it has not begun
          assertEquals(await fit(session, run, [], { resume: true }), expected);
        }
      }
    });
  }
}
