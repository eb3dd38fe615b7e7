import { assert, assertEquals, assertRejects } from "@std/assert";
import { ReusedWorkspace } from "@cutedl/tensor";
import fc from "fast-check";
import { ArrayDataset } from "./array_dataset.ts";
import type { Batch, BatchOptions, Dataset } from "./dataset.ts";
import {
  type Example,
  StreamDataset,
  type StreamDatasetOptions,
} from "./stream_dataset.ts";

const LENGTH = 2; // elements of an input

function pixels(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size * LENGTH }, (_, i) => 37 * i % 256);
}

/** The same examples from memory and as a stream. */
function pair(
  size: number,
  options: Partial<StreamDatasetOptions> = {},
): { array: ArrayDataset; stream: StreamDataset } {
  const data = pixels(size);
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 256);
  const inputs = { data, shape: [size, LENGTH] };
  const { classes } = options;
  return {
    array: new ArrayDataset(
      inputs,
      labels,
      classes === undefined ? {} : { classes },
    ),
    stream: new StreamDataset(async function* () {
      for (let i = 0; i < size; i++) {
        const input = data.subarray(i * LENGTH, (i + 1) * LENGTH);
        yield { input, target: labels[i]! };
      }
    }, { inputShape: [LENGTH], ...options }),
  };
}

async function batches(
  data: Dataset,
  options: BatchOptions,
): Promise<Batch[]> {
  return await Array.fromAsync(data.batches(options));
}

async function labels(
  data: Dataset,
  options: BatchOptions,
): Promise<number[]> {
  const all = await batches(data, options);
  return all.flatMap(({ targets }) => [...targets.data]);
}

Deno.test("StreamDataset gives the batches of ArrayDataset in order", async () => {
  const { array, stream } = pair(10, { classes: 10 });
  for (const dropLast of [false, true]) {
    for (const batchSize of [1, 3, 5, 10, 100]) {
      const options = { batchSize, dropLast };
      assertEquals(
        await batches(stream, options),
        await batches(array, options),
      );
    }
  }
});

Deno.test("StreamDataset shuffles like ArrayDataset if its buffer holds all", async () => {
  const sizes = fc.record({
    size: fc.integer({ min: 0, max: 200 }),
    spare: fc.integer({ min: 0, max: 3 }),
    batchSize: fc.integer({ min: 1, max: 70 }),
    seed: fc.nat(),
    epoch: fc.nat(100),
    dropLast: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ size, spare, ...rest }) => {
      const shuffleBuffer = Math.max(1, size) + spare;
      const { array, stream } = pair(size, { shuffleBuffer });
      const options = { ...rest, shuffle: true };
      assertEquals(
        await batches(stream, options),
        await batches(array, options),
      );
    }),
    { seed: 1 },
  );
});

Deno.test("StreamDataset shuffles within a small buffer, every example once", async () => {
  const { stream } = pair(200, { shuffleBuffer: 20 });
  const options = { batchSize: 16, shuffle: true, seed: 5 };
  const order = await labels(stream, options);
  const ascending = Array.from({ length: 200 }, (_, i) => i);
  assertEquals(order.toSorted((a, b) => a - b), ascending);
  // Example i cannot come before example i - 19 has been read.
  assert(order.every((label, place) => label < place + 20));
  // Two neighbors are as likely the one way round as the other.
  const falls = order.slice(0, 180)
    .filter((label, place) => label > order[place + 1]!);
  assert(falls.length > 60, `${falls.length} of 180`);
  assertEquals(await labels(stream, options), order);
  const others = [{ seed: 6 }, { epoch: 1 }];
  for (const other of others) {
    const order2 = await labels(stream, { ...options, ...other });
    assert(order2.some((label, place) => label !== order[place]));
  }
});

Deno.test("StreamDataset draws from every place of the buffer alike", async () => {
  const { stream } = pair(4, { shuffleBuffer: 3 });
  const counts = [0, 0, 0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const [first] = await labels(stream, { shuffle: true, seed });
    counts[first!]!++;
  }
  assertEquals(counts[3], 0); // not in the buffer yet
  // 100 each, give or take 5 standard deviations
  for (const count of counts.slice(0, 3)) assert(Math.abs(count - 100) < 41);
});

Deno.test("StreamDataset keeps the order with a buffer of one", async () => {
  const { stream } = pair(20, { shuffleBuffer: 1 });
  const order = await labels(stream, { shuffle: true });
  assertEquals(order, Array.from({ length: 20 }, (_, i) => i));
});

Deno.test("StreamDataset starts within an epoch", async () => {
  const { stream } = pair(50, { shuffleBuffer: 10 });
  for (const shuffle of [false, true]) {
    const options = { batchSize: 8, shuffle, seed: 2 };
    const all = await batches(stream, options);
    for (let start = 0; start <= all.length; start++) {
      const rest = await batches(stream, { ...options, start });
      assertEquals(rest, all.slice(start));
    }
    await assertRejects(
      () => batches(stream, { ...options, start: 8 }),
      RangeError,
      "Cannot make batches: expected start <= 7, the number of batches, " +
        "received 8",
    );
  }
});

Deno.test("StreamDataset puts batches into the workspace", async () => {
  const { array, stream } = pair(10, { shuffleBuffer: 4 });
  const expected = await batches(array, { batchSize: 4 });
  const workspace = new ReusedWorkspace();
  const seen = new Set<Float32Array>();
  let i = 0;
  for await (const batch of stream.batches({ batchSize: 4, workspace })) {
    assertEquals([...batch.inputs.data], [...expected[i]!.inputs.data]);
    assertEquals([...batch.targets.data], [...expected[i++]!.targets.data]);
    seen.add(batch.inputs.data);
  }
  assertEquals(i, 3);
  assertEquals(seen.size, 2); // of the whole and of the last batch
});

Deno.test("StreamDataset takes numbers, any source and shape", async () => {
  const examples: Example[] = [
    { input: [1, 2, 3, 4], target: [1, -1] },
    { input: Float32Array.of(5, 6, 7, 8), target: new Float64Array([2, -2]) },
  ];
  for (
    const open of [
      () => examples,
      () => Promise.resolve(examples),
      function* () {
        yield* examples;
      },
    ]
  ) {
    const data = new StreamDataset(open, {
      inputShape: [2, 2],
      targetShape: [2],
      scale: 2,
      size: 2,
    });
    assertEquals(data.size, 2);
    const [batch] = await batches(data, {});
    assertEquals(batch!.inputs.toArray(), [
      [[2, 4], [6, 8]],
      [[10, 12], [14, 16]],
    ]);
    assertEquals(batch!.targets.toArray(), [[1, -1], [2, -2]]);
  }
});

Deno.test("StreamDataset copies an example before it asks for the next", async () => {
  const input = new Uint8Array(1);
  const data = new StreamDataset(function* () {
    for (let i = 0; i < 10; i++) {
      input[0] = i;
      yield { input, target: i };
    }
  }, { inputShape: [1], scale: 1, shuffleBuffer: 3 });
  for (const shuffle of [false, true]) {
    for (const batch of await batches(data, { shuffle, batchSize: 4 })) {
      assertEquals([...batch.inputs.data], [...batch.targets.data]);
    }
  }
});

Deno.test("StreamDataset reads no further than the buffer and the batch need", async () => {
  let read = 0;
  const data = new StreamDataset(function* () {
    for (;;) yield { input: [read++], target: 0 };
  }, { inputShape: [1], shuffleBuffer: 5 });
  for (const [shuffle, expected] of [[false, 3], [true, 8]] as const) {
    read = 0;
    for await (const _ of data.batches({ batchSize: 3, shuffle })) break;
    assertEquals(read, expected);
  }
});

Deno.test("StreamDataset closes its source on break and on error", async () => {
  let closed = 0;
  const data = new StreamDataset(async function* () {
    try {
      for (let i = 0;; i++) yield { input: [i], target: i < 100 ? i : NaN };
    } finally {
      closed++;
    }
  }, { inputShape: [1], classes: 100, shuffleBuffer: 10 });
  for (const shuffle of [false, true]) {
    closed = 0;
    for await (const _ of data.batches({ batchSize: 3, shuffle })) break;
    assertEquals(closed, 1);
    await assertRejects(
      () => batches(data, { shuffle }),
      RangeError,
      "Cannot use label NaN of example 100: expected a whole number from 0 to " +
        "99 for 100 classes",
    );
    assertEquals(closed, 2);
  }
});

Deno.test("StreamDataset takes several examples at once, in memory that is used again", async () => {
  const size = 100;
  const { array } = pair(size);
  const data = pixels(size);
  const input = new Uint8Array(LENGTH);
  const stream = new StreamDataset(async function* () {
    for (let first = 0; first < size;) {
      const count = first % 3 === 0 ? 7 : 0; // some are empty, some single
      const end = Math.min(size, first + Math.max(1, count));
      yield (function* () {
        for (; first < end; first++) {
          input.set(data.subarray(first * LENGTH, (first + 1) * LENGTH));
          yield { input, target: first };
        }
      })();
      yield [];
      if (first < size) {
        input.set(data.subarray(first * LENGTH, (first + 1) * LENGTH));
        yield { input, target: first++ };
      }
    }
  }, { inputShape: [LENGTH], size, shuffleBuffer: size });
  for (const shuffle of [false, true]) {
    const options = { batchSize: 16, shuffle, seed: 3 };
    assertEquals(
      await batches(stream, options),
      await batches(array, options),
    );
    const parts = [stream, array].map((whole) =>
      whole.split({ validation: 0.3 }).train
    );
    assertEquals(
      await batches(parts[0]!, { ...options, shuffle: false }),
      await batches(parts[1]!, { ...options, shuffle: false }),
    );
  }
});

Deno.test("StreamDataset closes what gives several examples, and its source", async () => {
  const closed: string[] = [];
  let read = 0;
  const data = new StreamDataset(async function* () {
    try {
      yield (function* () {
        try {
          for (;;) yield { input: [read++], target: 0 };
        } finally {
          closed.push("block");
        }
      })();
    } finally {
      closed.push("source");
    }
  }, { inputShape: [1], shuffleBuffer: 5 });
  for (const [shuffle, expected] of [[false, 3], [true, 8]] as const) {
    read = 0;
    for await (const _ of data.batches({ batchSize: 3, shuffle })) break;
    assertEquals(read, expected);
    assertEquals(closed.splice(0), ["block", "source"]);
  }
});
