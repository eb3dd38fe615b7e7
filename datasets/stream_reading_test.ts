import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Dataset } from "./dataset.ts";
import { type Example, StreamDataset } from "./stream_dataset.ts";

const EXAMPLE: Example = { input: [1], target: 0 };

function dataset(
  open: ConstructorParameters<typeof StreamDataset>[0],
  shuffleBuffer = 10_000,
): StreamDataset {
  return new StreamDataset(open, { inputShape: [1], shuffleBuffer });
}

async function count(data: Dataset, shuffle: boolean): Promise<number> {
  let examples = 0;
  const batches = data.batches({ batchSize: 1000, shuffle });
  for await (const { size } of batches) examples += size;
  return examples;
}

/** Works for so many milliseconds. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

for (const shuffle of [false, true]) {
  const filling = shuffle ? "its shuffle buffer" : "a batch";

  Deno.test(`StreamDataset lets the event loop live while it fills ${filling}`, async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const slow = function* () {
      for (let i = 0; i < 150; i++) {
        work(2);
        yield EXAMPLE;
      }
    };
    const atOnce = async function* () {
      yield slow();
    };
    for (const open of [slow, atOnce]) {
      ticks = 0;
      assertEquals(await count(dataset(open), shuffle), 150);
      assert(ticks >= 3, `${ticks} ticks in 300 ms`);
    }
    clearInterval(timer);
  });

  Deno.test(`StreamDataset stops at once, and closes its source, while it fills ${filling}`, async () => {
    for (const open of [slow, quick, quickAtOnce]) {
      [reads, closed] = [0, 0];
      const batchSize = shuffle ? 10 : 10_000;
      const batches = dataset(open).batches({ batchSize, shuffle });
      const first = batches.next();
      await new Promise((resolve) => setTimeout(resolve, 60));
      assertEquals(await batches.return(), { done: true, value: undefined });
      assertEquals(await first, { done: true, value: undefined });
      const stopped = reads;
      assert(stopped > 0 && stopped < 1000, `${stopped} of 1000 are read`);
      assertEquals(closed, 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assertEquals(reads, stopped);
    }
  });
}

let [reads, closed] = [0, 0];

async function* slow(): AsyncGenerator<Example> {
  try {
    for (; reads < 1000; reads++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield EXAMPLE;
    }
  } finally {
    closed++;
  }
}

function* quick(): Generator<Example> {
  try {
    for (; reads < 1000; reads++) {
      work(1);
      yield EXAMPLE;
    }
  } finally {
    closed++;
  }
}

async function* quickAtOnce(): AsyncGenerator<Iterable<Example>> {
  yield quick();
}

async function* generator(): AsyncGenerator<Example> {
  yield* [EXAMPLE, EXAMPLE];
}

const once: [string, () => Iterable<Example> | AsyncIterable<Example>][] = [
  ["an async generator", generator],
  ["a generator", () => [EXAMPLE, EXAMPLE].values()],
  ["a stream", () => ReadableStream.from(generator())],
  ["an iterator of its own", () => {
    const iterator = generator();
    return { [Symbol.asyncIterator]: () => iterator };
  }],
];
for (const [what, make] of once) {
  Deno.test(`StreamDataset refuses ${what} that it was given before`, async () => {
    const source = make();
    const data = dataset(() => source);
    assertEquals(await count(data, false), 2);
    for (const shuffle of [false, true]) {
      await assertRejects(
        () => count(data, shuffle),
        TypeError,
        "Cannot make batches: expected open to give the examples from the " +
          "first on, received what it gave before: have it make a new " +
          "generator or stream each time",
      );
    }
    const anew = dataset(make);
    assertEquals(await count(anew, false), 2);
    assertEquals(await count(anew, true), 2);
  });
}

Deno.test("StreamDataset refuses a generator that another epoch is reading", async () => {
  const source = generator();
  const data = dataset(() => source);
  const batches = data.batches({ batchSize: 1 });
  await batches.next();
  await assertRejects(
    () => count(data, false),
    TypeError,
    "what it gave before",
  );
  await batches.return();
});

Deno.test("StreamDataset takes an array again and again", async () => {
  const examples = [EXAMPLE, EXAMPLE];
  const data = dataset(() => examples);
  assertEquals([await count(data, false), await count(data, true)], [2, 2]);
});

Deno.test("StreamDataset refuses what gives no examples", async () => {
  for (const source of [generator(), [EXAMPLE], undefined]) {
    assertThrows(
      () => dataset(source as unknown as () => Example[]),
      TypeError,
      "Cannot create dataset: expected a function that gives the examples, " +
        `received ${typeof source}: give one, as () => examples`,
    );
  }
  for (const source of [undefined, null, 5, {}]) {
    await assertRejects(
      () => count(dataset(() => source as unknown as Example[]), false),
      TypeError,
      "Cannot make batches: expected open to give an array, a generator or a " +
        `stream of examples, received ${typeof source}`,
    );
  }
});
