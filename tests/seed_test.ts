import { type ArrayDataset, syntheticDigits } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import {
  BlasEngine,
  type Engine,
  loadEngine,
  WasmEngine,
} from "@cutedl/tensor/engine";
import { assertEquals, assertNotEquals } from "@std/assert";
import { blasLibrary } from "./blas_engine.ts";

const digits = syntheticDigits({ count: 300, seed: 1 });

/** Weights after two epochs of 50 examples a step. */
async function train(
  engine: Engine,
  seeds: { model: number; session: number },
  data: ArrayDataset = digits,
): Promise<Float32Array[]> {
  const model = new Sequential([
    new Dense(21, { activation: "gelu" }),
    new Dense(10),
  ], { seed: seeds.model, engine });
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(0.1),
    seed: seeds.session,
  });
  await session.fit(data, { epochs: 2, batchSize: 50 });
  return model.parameters.map(({ value }) => value.data.slice());
}

const engines = [
  loadEngine("reference"),
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
  ...[1, 2].flatMap((threads) =>
    blasLibrary === undefined ? [] : new BlasEngine({ threads })
  ),
];
for (const engine of engines) {
  const { description } = engine;
  const title = engine instanceof BlasEngine
    ? `${description}, threads: ${engine.threads}`
    : description;
  Deno.test(`${title}: the same seeds give the same weights, bit by bit`, async () => {
    const first = await train(engine, { model: 1, session: 1 });
    engine.allocate(1001); // elsewhere in memory
    assertEquals(await train(engine, { model: 1, session: 1 }), first);
    const same = syntheticDigits({ count: 300, seed: 1 });
    assertEquals(await train(engine, { model: 1, session: 1 }, same), first);

    const [kernel] = first;
    for (const seeds of [{ model: 2, session: 1 }, { model: 1, session: 2 }]) {
      assertNotEquals((await train(engine, seeds))[0], kernel);
    }
  });
}
