import {
  ArrayDataset,
  type Batch,
  type Dataset,
  syntheticDigits,
} from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { type EngineName, loadEngine, ReusedWorkspace } from "@cutedl/tensor";
import { assertClose } from "../tests/assert_close.ts";
import { Session } from "./mod.ts";

// Training as users meet it: shuffled batches, gathered from as many pixels as
// MNIST has, so that they come from memory and not from a cache; loss, forward,
// backward, check of the gradients, update.

const BATCH = 64;
const COUNT = 60_000;
const ENGINES: readonly EngineName[] = ["reference", "wasm"];
const data = await manyDigits(COUNT, 5000);

/** Synthetic digits, of which only some are drawn and the others repeated. */
async function manyDigits(count: number, drawn: number): Promise<Dataset> {
  const digits = syntheticDigits({ count: drawn, seed: 1, targets: "labels" });
  const [all] = await Array.fromAsync(digits.batches({ batchSize: drawn }));
  const pixels = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let start = 0; start < count; start += drawn) {
    pixels.set(all!.inputs.data.map((p) => Math.round(p * 255)), start * 784);
    labels.set(all!.targets.data, start);
  }
  const images = { data: pixels, shape: [count, 784] };
  return new ArrayDataset(images, labels, { classes: 10 });
}

function makeSession(hidden: readonly number[], engine: EngineName): Session {
  const model = new Sequential([
    ...hidden.map((units) => new Dense(units, { activation: "relu" })),
    new Dense(10),
  ], { seed: 1, engine });
  return new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(0.1),
  });
}

/** Shuffled batches without end, in memory that is used again. */
async function* batches(engine: EngineName): AsyncGenerator<Batch> {
  const workspace = new ReusedWorkspace(engine);
  const options = { batchSize: BATCH, shuffle: true, workspace };
  for (let epoch = 0;; epoch++) yield* data.batches({ ...options, epoch });
}

/** Makes the training step that is timed. */
function makeStep(session: Session, engine: EngineName): () => Promise<void> {
  const source = batches(engine);
  return async () => {
    const { value } = await source.next();
    session.trainBatch(value.inputs, value.targets);
  };
}

function assertSame(actual: Session, expected: Session): void {
  actual.model.parameters.forEach(({ value }, i) =>
    assertClose(value.data, expected.model.parameters[i]!.value.data, {
      absolute: 1e-5,
    })
  );
}

for (const hidden of [[], [128]]) {
  const network = [784, ...hidden, 10].join("-");
  const group = `training step ${network}, batch ${BATCH}`;
  const oracle = makeSession(hidden, "reference");
  const oracleStep = makeStep(oracle, "reference");
  for (let i = 0; i < 3; i++) await oracleStep();
  for (const engine of ENGINES) {
    const session = makeSession(hidden, engine);
    const step = makeStep(session, engine);
    for (let i = 0; i < 3; i++) await step();
    assertSame(session, oracle);
    Deno.bench(`${group}: ${loadEngine(engine).description}`, {
      group,
      baseline: engine === "reference",
    }, step);
  }

  const epoch = `epoch of ${COUNT} by fit, ${network}, batch ${BATCH}`;
  const session = makeSession(hidden, "wasm");
  Deno.bench(`${epoch}: ${loadEngine("wasm").description}`, {
    group: epoch,
  }, async () => {
    await session.fit(data, { batchSize: BATCH });
  });
}
