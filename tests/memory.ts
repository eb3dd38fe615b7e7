/**
 * Measures whether a process grows while it trains, and makes models and
 * tensors, with nothing awaited but microtasks: the event loop never turns, so no
 * finalizer runs. And how much one grows that trains from a file of 2 GiB.
 *
 * `deno task memory` takes some three minutes, and makes its files in
 * `build/memory`.
 *
 * @module
 */
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { randomTensor, softmax, tensor, zeros } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";
import { streamedMemory } from "./streamed_memory.ts";

const STEPS = 100_000;
const MODELS = 1000;
const TENSORS = 60_000;
const MINUTE = 60_000; // ms
const LIMIT = 64e6; // bytes by which the process may grow
// 64 MiB of the arrays of dropped models may wait until they are collected
const MODELS_LIMIT = 80e6;
const FILE = 2 ** 31; // bytes
const DIRECTORY = "build/memory";

const inputs = randomTensor([32, 100], { seed: 1 });
const targets = softmax(randomTensor([32, 10], { seed: 2 }));

function makeSession(seed: number): Session {
  const model = new Sequential([
    new Dense(100, { activation: "relu" }),
    new Dense(10),
  ], { seed });
  return new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Adam(),
  });
}

/** Prints how large a process was, and whether it stayed about as it began. */
function report(
  title: string,
  sizes: readonly number[],
  limit = LIMIT,
): void {
  const [first] = sizes as [number];
  const grown = Math.max(...sizes) - first;
  const isFlat = grown <= limit;
  if (!isFlat) isGrowing = true;
  const some = sizes.filter((_, i) =>
    i % Math.ceil(sizes.length / 11) === 0 || i === sizes.length - 1
  );
  console.log(
    `${title}: at most ${megabytes(grown)} MB more than at the start, ` +
      `${isFlat ? "as promised" : "TOO MUCH"} (${
        some.map(megabytes).join(", ")
      })`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Does the work in ten parts; the first makes what is kept. */
async function watch(
  title: string,
  work: () => Promise<void>,
  limit = LIMIT,
): Promise<void> {
  const sizes: number[] = [];
  for (let part = 0; part < 10; part++) {
    await work();
    sizes.push(Deno.memoryUsage().rss);
  }
  report(title, sizes, limit);
}

let isGrowing = false;
const session = makeSession(0);
await watch(`${STEPS} training steps`, async () => {
  for (let step = 0; step < STEPS / 10; step++) {
    session.trainBatch(inputs, targets);
    await undefined;
  }
});

await watch(`${MODELS} models built, trained and dropped`, async () => {
  for (let i = 0; i < MODELS / 10; i++) {
    makeSession(i).trainBatch(inputs, targets);
    await undefined;
  }
}, MODELS_LIMIT);

await watch(`${TENSORS} tensors in a minute`, async () => {
  for (let i = 0; i < TENSORS / 10; i++) {
    const end = performance.now() + MINUTE / TENSORS;
    assertEquals(tensor([[i]]).size + zeros([28, 28]).size, 785);
    while (performance.now() < end) await undefined;
  }
});

await Deno.mkdir(DIRECTORY, { recursive: true });
for (const gzip of [false, true]) {
  for (const shuffleBuffer of [0, 10_000]) {
    const grown = await streamedMemory({
      directory: DIRECTORY,
      bytes: FILE,
      shuffleBuffer,
      gzip,
    });
    const order = shuffleBuffer === 0
      ? "in order"
      : `shuffled among ${shuffleBuffer}`;
    report(`${gzip ? "Gzip of 2" : "2"} GiB, ${order}`, [0, grown]);
  }
}
await Deno.remove(DIRECTORY, { recursive: true });

if (isGrowing) Deno.exit(1);
