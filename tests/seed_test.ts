import { syntheticDigits } from "@cutedl/datasets";
import { BatchNormalization, Dense, Dropout, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam, Fixed, type Optimizer } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import {
  BlasEngine,
  type Engine,
  loadEngine,
  WasmEngine,
} from "@cutedl/tensor/engine";
import { assertEquals, assertLess, assertNotEquals } from "@std/assert";
import { blasLibrary } from "./blas_engine.ts";

const RUNS = 10;
const APART = 1e-6; // of weights of up to about 1
const digits = syntheticDigits({ count: 300, seed: 1 });

/** What two epochs of 50 examples a step come to. */
interface Outcome {
  weights: Float32Array[];
  predictions: Float32Array;
  /** Rows without their seconds. */
  rows: unknown[];
}

async function train(
  engine: Engine,
  seeds = { model: 1, session: 1 },
  optimizer: Optimizer = new Adam(0.01),
): Promise<Outcome> {
  const model = new Sequential([
    new Dense(150, { activation: "gelu" }), // enough to be shared by threads
    new BatchNormalization(),
    new Dense(60),
    new Dropout(0.2),
    new Dense(10),
  ], { seed: seeds.model, engine });
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer,
    seed: seeds.session,
  });
  const { rows } = await session.fit(digits, {
    epochs: 2,
    batchSize: 50,
    validation: digits.slice(0, 100),
  });
  const predictions = await session.predict(digits);
  return {
    weights: model.parameters.map(({ value }) => value.data.slice()),
    predictions: predictions.data,
    rows: rows.map(({ seconds: _, ...row }) => row),
  };
}

const reference = loadEngine("reference");

/** Engines that give the same bytes, by what they have in common. */
const KINDS: Record<string, Engine[]> = {
  "The reference engine": [reference],
  "The wasm engine with relaxed SIMD, of 1 to 3 threads,": [1, 2, 3]
    .map((threads) => new WasmEngine({ relaxedSimd: true, threads })),
  "The wasm engine with plain SIMD, of 1 to 3 threads,": [1, 2, 3]
    .map((threads) => new WasmEngine({ relaxedSimd: false, threads })),
};
if (blasLibrary !== undefined) {
  for (const threads of [1, 2]) {
    const kind = `The blas engine of ${threads} threads`;
    KINDS[kind] = [new BlasEngine({ threads })];
  }
}

for (const [kind, engines] of Object.entries(KINDS)) {
  Deno.test(`${kind} gives the same bytes in ${RUNS} runs with the same seeds`, async () => {
    const [engine] = engines as [Engine];
    const first = await train(engine);
    for (let run = 1; run < RUNS; run++) {
      engine.allocate(1001); // elsewhere in memory
      const outcome = await train(engines[run % engines.length]!);
      assertEquals(outcome, first, `run ${run}`);
    }
    for (const seeds of [{ model: 2, session: 1 }, { model: 1, session: 2 }]) {
      const { weights } = await train(engine, seeds);
      assertNotEquals(weights[0], first.weights[0]);
    }
  });
}

Deno.test(`Engines come to weights within ${APART} of each other by gradient descent`, async () => {
  // Adam makes whole steps of gradients that are nothing but rounding
  const descend = (engine: Engine) =>
    train(engine, { model: 1, session: 1 }, new Fixed(0.1));
  const { weights } = await descend(reference);
  for (const [kind, [engine]] of Object.entries(KINDS)) {
    const other = await descend(engine!);
    weights.forEach((expected, i) => {
      const distances = expected.map((x, j) =>
        Math.abs(x - other.weights[i]![j]!)
      );
      assertLess(Math.max(...distances), APART, kind);
    });
  }
});
