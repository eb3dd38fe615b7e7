// Run by memory_test.ts with --v8-flags=--expose-gc; prints what it measured.
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { loadEngine, randomTensor, softmax } from "@cutedl/tensor";

const collect = (globalThis as unknown as { gc: () => void }).gc;
const engine = loadEngine();

function makeSession(seed: number): Session {
  const model = new Sequential([
    new Dense(32, { activation: "gelu" }),
    new Dense(10),
  ], { seed });
  return new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(0.1),
  });
}

const inputs = randomTensor([1000, 50], { seed: 1 });
const targets = softmax(randomTensor([1000, 10], { seed: 2 }));
const data = new ArrayDataset(inputs, targets);
const session = makeSession(1);

async function measure(
  epochs: number,
): Promise<{ heap: number; engine: number }> {
  await session.fit(data, { epochs, batchSize: 10 }); // 100 steps an epoch
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  await new Promise((resolve) => setTimeout(resolve, 10));
  return { heap: Deno.memoryUsage().heapUsed, engine: engine.bytesInUse };
}
await measure(1);
const before = await measure(99); // compiled by now
const after = await measure(200);

// models that nobody holds any more
for (let seed = 0; seed < 200; seed++) {
  makeSession(seed).trainBatch(inputs, targets);
  if (seed % 20 === 0) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
collect();
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ before, after, dropped: engine.bytesInUse }));
