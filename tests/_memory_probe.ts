// Run by memory_test.ts with --v8-flags=--expose-gc; prints what it measured.
import { ArrayDataset } from "@cutedl/datasets";
import {
  BatchNormalization,
  Dense,
  Dropout,
  LayerNormalization,
  Sequential,
} from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import {
  loadEngine,
  randomTensor,
  ReusedWorkspace,
  softmax,
} from "@cutedl/tensor";
import { WasmEngine } from "@cutedl/tensor/engine";

const collect = (globalThis as unknown as { gc: () => void }).gc;
const engine = loadEngine();

function makeSession(seed: number): Session {
  const model = new Sequential([
    new LayerNormalization(),
    new Dense(32, { activation: "gelu" }),
    new BatchNormalization({ center: false }),
    new Dropout(0.1),
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

// a part of a workspace's memory, when the workspace is gone
const part = (() => {
  const workspace = new ReusedWorkspace(engine);
  const owner = {};
  workspace.tensor(owner, "outputs", [100, 10]);
  return workspace.tensor(owner, "outputs", [64, 10]);
})();
part.data.fill(7);
collect();
await new Promise((resolve) => setTimeout(resolve, 20));
for (let i = 0; i < 10; i++) engine.allocate(1000).fill(3);
const isKept = part.data.every((value) => value === 7);

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
const dropped = engine.bytesInUse;

// arrays that are dropped without a turn of the event loop
const crowded = new WasmEngine();
const isShared = () =>
  crowded.allocate(2 ** 20).buffer instanceof SharedArrayBuffer;
let shared = 0;
for (let i = 0; i < 150; i++) if (isShared()) shared++; // 600 MiB
collect();
await new Promise((resolve) => setTimeout(resolve, 50));
const isUsedAgain = isShared();

// engines that nobody holds any more, and their threads
async function resident(): Promise<number> {
  for (let i = 0; i < 10; i++) {
    const [m, k, n] = [128, 128, 128]; // enough to share
    const factor = new Float32Array(k * n);
    new WasmEngine({ threads: 3 }).matmul(factor, factor, factor.slice(), {
      m,
      k,
      n,
    });
  }
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return Deno.memoryUsage().rss;
}
await resident();
const engines = [await resident(), await resident()];

console.log(JSON.stringify({
  before,
  after,
  dropped,
  isKept,
  shared,
  isUsedAgain,
  engines,
}));
