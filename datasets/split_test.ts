import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { assertLess, assertRejects, assertStrictEquals } from "@std/assert";
import {
  oneHot,
  ReusedWorkspace,
  ShapeError,
  SparseTensor,
  tensor,
  zeros,
} from "@cutedl/tensor";
import { ArrayDataset } from "./array_dataset.ts";
import type { Dataset } from "./dataset.ts";
import { StreamDataset } from "./stream_dataset.ts";
import { syntheticDigits } from "./synthetic_digits.ts";

const numbersTo = (size: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: size }, (_, i) => i);

/** Examples whose input and target tell which they are. */
function numbered(size: number): ArrayDataset {
  const numbers = numbersTo(size);
  return new ArrayDataset(tensor(numbers, [size, 1]), tensor(numbers));
}

function stream(size: number, isSizeKnown: boolean): StreamDataset {
  const examples = Array.from(
    { length: size },
    (_, i) => ({ input: [i], target: i }),
  );
  return new StreamDataset(
    () => examples,
    isSizeKnown ? { inputShape: [1], size } : { inputShape: [1] },
  );
}

/** Targets of all examples, which are their numbers. */
async function targetsOf(
  data: Dataset,
  options: { shuffle?: boolean; start?: number } = {},
): Promise<number[]> {
  const batches = await Array.fromAsync(
    data.batches({ batchSize: 3, seed: 5, ...options }),
  );
  for (const { inputs, targets } of batches) {
    assertEquals(inputs.data, targets.data);
  }
  return batches.flatMap(({ targets }) => [...targets.data]);
}

const kinds = {
  ArrayDataset: numbered,
  "StreamDataset of known size": (size: number) => stream(size, true),
  "StreamDataset of unknown size": (size: number) => stream(size, false),
};
for (const [name, make] of Object.entries(kinds)) {
  Deno.test(`${name}.split() puts each example into exactly one part, in order`, async () => {
    for (const seed of [0, 1, 2]) {
      const { train, validation } = make(40).split({ validation: 0.3, seed });
      const parts = [await targetsOf(train), await targetsOf(validation)];
      for (const part of parts) {
        assertEquals(part, part.toSorted((a, b) => a - b));
      }
      assertEquals(parts.flat().toSorted((a, b) => a - b), [...numbersTo(40)]);
      assertNotEquals(parts[1], [...numbersTo(40)].slice(-parts[1]!.length));
      for (const part of [train, validation]) { // and again, shuffled
        const order = await targetsOf(part);
        const mixed = await targetsOf(part, { shuffle: true });
        assertNotEquals(mixed, order);
        assertEquals(mixed.toSorted((a, b) => a - b), order);
        const rest = await targetsOf(part, { shuffle: true, start: 2 });
        assertEquals(rest, mixed.slice(6));
      }
    }
  });

  Deno.test(`${name}.split() gives the same parts for a seed, others for another`, async () => {
    const drawn = async (seed?: number): Promise<number[]> => {
      const options = { validation: 0.5, ...(seed !== undefined && { seed }) };
      return await targetsOf(make(40).split(options).validation);
    };
    assertEquals(await drawn(3), await drawn(3));
    assertEquals(await drawn(), await drawn(0));
    assertNotEquals(await drawn(3), await drawn(4));
  });

  Deno.test(`${name}.split() divides a part again`, async () => {
    const { train, validation: test } = make(60).split({ validation: 0.2 });
    const { train: rest, validation } = train.split({ validation: 0.25 });
    const parts = [rest, validation, test];
    const numbers = await Promise.all(parts.map((part) => targetsOf(part)));
    assertEquals(numbers.flat().toSorted((a, b) => a - b), [...numbersTo(60)]);
    if (train.size === undefined) return;
    assertEquals(numbers.map(({ length }) => length), [36, 12, 12]);
    assertEquals(parts.map(({ size }) => size), [36, 12, 12]);
  });

  Deno.test(`${name}.split() refuses senseless options`, () => {
    for (const validation of [0, -1, -0.2, 1.5, NaN, Infinity]) {
      assertThrows(
        () => make(10).split({ validation }),
        RangeError,
        "Cannot split dataset: expected validation to be a fraction above 0 " +
          `and below 1, or a whole number >= 1, received ${validation}`,
      );
    }
    assertThrows(
      () => make(10).split({ validation: 0.5, seed: -1 }),
      RangeError,
      "Cannot split dataset: expected seed to be a whole number >= 0, " +
        "received -1",
    );
  });
}

Deno.test("ArrayDataset.split() and that of a stream of known size hold out the same", async () => {
  const options = { validation: 7, seed: 9 };
  const parts = [numbered(20), stream(20, true)].map((data) =>
    data.split(options).validation
  );
  const [first, second] = await Promise.all(parts.map((p) => targetsOf(p)));
  assertEquals(first, second);
  assertEquals(first!.length, 7);
});

Deno.test("ArrayDataset.split() rounds a fraction, and takes a count", () => {
  for (
    const [size, validation, count] of [
      [100, 0.07, 7], // 7.000000000000001
      [10, 0.25, 3],
      [10, 0.24, 2],
      [10, 1, 1],
      [10, 9, 9],
    ] as const
  ) {
    const { train, validation: part } = numbered(size).split({ validation });
    assertEquals([train.size, part.size], [size - count, count]);
  }
});

Deno.test("ArrayDataset.split() refuses to make an empty part", () => {
  for (const [validation, count] of [[0.04, 0], [0.96, 10], [10, 10]]) {
    assertThrows(
      () => numbered(10).split({ validation: validation! }),
      RangeError,
      "Cannot split dataset of 10 examples: expected at least one in each " +
        `part, received ${count} for validation`,
    );
  }
});

Deno.test("ArrayDataset.split() takes the same share of each class when stratified", async () => {
  const size = 50; // 30 of class 0, 15 of class 1, 5 of class 2
  const labels = Uint8Array.from(
    { length: size },
    (_, i) => i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2,
  );
  const plain = tensor(Float32Array.from(labels));
  const inputs = tensor(numbersTo(size), [size, 1]);
  const datasets = [
    new ArrayDataset(inputs, labels, { classes: 3 }),
    new ArrayDataset(inputs, labels),
    new ArrayDataset(inputs, plain),
    new ArrayDataset(inputs, plain.reshape([size, 1])),
    new ArrayDataset(inputs, oneHot(plain, 3)),
  ];
  const held: number[][] = [];
  for (const data of datasets) {
    const { train, validation } = data.split({
      validation: 0.2,
      seed: 4,
      stratified: true,
    });
    assertEquals([train.size, validation.size], [40, 10]);
    const counts = [0, 0, 0];
    const places: number[] = [];
    for await (const batch of validation.batches()) {
      for (const place of batch.inputs.data) {
        counts[labels[place]!]!++;
        places.push(place);
      }
    }
    assertEquals(counts, [6, 3, 1]);
    held.push(places);
  }
  for (const places of held) assertEquals(places, held[0]);
});

Deno.test("ArrayDataset.split() gives left over examples to the largest rests", async () => {
  const labels = tensor([0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
  const data = new ArrayDataset(zeros([10, 1]), labels);
  const { validation } = data.split({ validation: 4, stratified: true });
  const [batch] = await Array.fromAsync(validation.batches());
  // shares of 1.2, 1.6 and 1.2 of four
  assertEquals(batch!.targets.toArray(), [0, 1, 1, 2]);
});

Deno.test("ArrayDataset.split() refuses to stratify what has no classes", () => {
  assertThrows(
    () => numbered(5).split({ validation: 2, stratified: true }),
    RangeError,
    "Cannot split dataset: expected at least two examples of each class, " +
      "received one of class 0: split without stratified",
  );
  assertThrows(
    () =>
      new ArrayDataset(zeros([4, 1]), zeros([4, 2, 2]))
        .split({ validation: 2, stratified: true }),
    ShapeError,
    "Cannot split dataset by class: expected targets [size, classes], " +
      "received [4, 2, 2]: split without stratified",
  );
});

Deno.test("ArrayDataset.split() parts share arrays, lists of pixels, and can be sliced", async () => {
  const digits = syntheticDigits({ count: 400, seed: 1 });
  const whole = await Array.fromAsync(digits.batches({ batchSize: 400 }));
  const rows = whole[0]!.inputs.toArray() as number[][];
  const parts = digits.split({ validation: 100, seed: 2 });
  const workspace = new ReusedWorkspace("wasm");
  const before = workspace.engine.bytesInUse;
  const seen: number[][] = [];
  const used: number[] = [];
  for (const part of [parts.train.slice(0, 120), parts.train.slice(120)]) {
    for await (const batch of part.batches({ batchSize: 2, workspace })) {
      assertEquals(batch.inputs instanceof SparseTensor, true);
      seen.push(...batch.inputs.toArray() as number[][]);
    }
    used.push(workspace.engine.bytesInUse - before);
  }
  const { validation } = parts;
  for await (const batch of validation.batches({ batchSize: 2, workspace })) {
    seen.push(...batch.inputs.toArray() as number[][]);
  }
  used.push(workspace.engine.bytesInUse - before);
  const sorted = (rows: number[][]): string[] => rows.map(String).toSorted();
  assertEquals(sorted(seen), sorted(rows));
  // lists of the whole are there: each part takes memory for its batches only
  assertEquals(used, [used[0]!, 2 * used[0]!, 3 * used[0]!]);
  assertLess(used[0]!, 20_000);
});

Deno.test("StreamDataset.split() reads in each epoch the same part", async () => {
  const data = stream(30, false).split({ validation: 0.5, seed: 1 }).train;
  assertEquals(await targetsOf(data), await targetsOf(data));
});

Deno.test("StreamDataset.split() meets a fraction of unknown size on average", async () => {
  const { validation } = stream(2000, false).split({ validation: 0.25 });
  const { length } = await targetsOf(validation);
  // 500 expected, standard deviation 19.4
  assertEquals(Math.abs(length - 500) < 5 * 19.4, true, String(length));
  assertStrictEquals(validation.size, undefined);
});

Deno.test("StreamDataset.split() refuses a count of unknown size", () => {
  assertThrows(
    () => stream(10, false).split({ validation: 2 }),
    RangeError,
    "Cannot split dataset: expected a fraction for examples of unknown " +
      "number, received validation 2: give a fraction, or create the dataset " +
      "with its size",
  );
});

Deno.test("StreamDataset.split() parts refuse another number of examples than the size", async () => {
  const examples = [0, 1, 2].map((i) => ({ input: [i], target: i }));
  for (const size of [2, 4]) {
    const data = new StreamDataset(() => examples, { inputShape: [1], size });
    const { train, validation } = data.split({ validation: 1 });
    for (const part of [train, validation]) {
      await assertRejects(
        () => targetsOf(part),
        RangeError,
        `expected ${size} examples as size says, received 3`,
      );
    }
  }
});

Deno.test("StreamDataset.split() parts keep scale, classes and shuffle buffer", async () => {
  const examples = [0, 1, 2, 1].map((i) => ({ input: [i], target: i }));
  const data = new StreamDataset(() => examples, {
    inputShape: [1],
    classes: 3,
    scale: 0.5,
    size: 4,
    shuffleBuffer: 7,
  });
  const { train } = data.split({ validation: 1 });
  assertEquals([train.shuffleBuffer, train.targetShape], [7, [3]]);
  const [batch] = await Array.fromAsync(train.batches());
  const [inputs, targets] = [batch!.inputs.data, batch!.targets.toArray()];
  for (const [i, row] of (targets as number[][]).entries()) {
    assertEquals(row.indexOf(1), inputs[i]! * 2);
  }
});

Deno.test("StreamDataset.split() parts refuse a source that goes on where it was", async () => {
  function* numbers() {
    for (let i = 0; i < 4; i++) yield { input: [i], target: i };
  }
  const once = numbers();
  const data = new StreamDataset(() => once, { inputShape: [1], size: 4 });
  const { train, validation } = data.split({ validation: 1 });
  await targetsOf(train);
  await assertRejects(() => targetsOf(validation), TypeError, "gave before");
});

Deno.test("StreamDataset.split() parts end early without an error", async () => {
  const { train } = stream(50, true).split({ validation: 0.2 });
  for await (const _ of train.batches({ batchSize: 2 })) break;
});
