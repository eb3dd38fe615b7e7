import {
  FreshWorkspace,
  ReusedWorkspace,
  ShapeError,
  tensor,
} from "@cutedl/tensor";
import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ArrayDataset } from "./array_dataset.ts";
import type { BatchOptions, Dataset } from "./dataset.ts";
import { type Example, StreamDataset } from "./stream_dataset.ts";

const numbers = Float32Array.from({ length: 11 }, (_, i) => i);

/** Examples whose weight is half of their number. */
function inMemory(): ArrayDataset {
  return new ArrayDataset(tensor(numbers, [11, 1]), tensor(numbers), {
    weights: Array.from(numbers, (number) => number / 2),
  });
}

function streamed(): StreamDataset {
  const examples = Array.from(numbers, (number) => ({
    input: [number],
    target: number,
    weight: number / 2,
  }));
  return new StreamDataset(() => examples, {
    inputShape: [1],
    size: 11,
    shuffleBuffer: 4,
  });
}

/** Targets of all examples, whose weights must be half of them. */
async function targetsOf(
  data: Dataset,
  options: BatchOptions,
): Promise<number[]> {
  const targets: number[] = [];
  for await (const batch of data.batches({ batchSize: 3, ...options })) {
    assertEquals(batch.weights?.shape, [batch.size]);
    assertEquals(
      [...batch.weights!.data],
      Array.from(batch.targets.data, (target) => target / 2),
    );
    targets.push(...batch.targets.data);
  }
  return targets;
}

for (const make of [inMemory, streamed]) {
  const { name } = make().constructor;

  Deno.test(`${name} batches carry the weights of their examples`, async () => {
    for (
      const workspace of [new FreshWorkspace(), new ReusedWorkspace("wasm")]
    ) {
      for (const shuffle of [false, true]) {
        for (const start of [0, 2]) {
          const options = { workspace, shuffle, start };
          const targets = await targetsOf(make(), options);
          assertEquals(targets.length, 11 - 3 * start);
        }
      }
    }
  });

  Deno.test(`${name}.split() keeps the weights with their examples`, async () => {
    const { train, validation } = make().split({ validation: 4 });
    for (const part of [train, validation]) {
      const targets = await targetsOf(part, { shuffle: true });
      assertEquals(targets.length, part.size);
    }
  });
}

Deno.test("StreamDataset keeps weights while its shuffle buffer grows", async () => {
  const examples = Array.from(
    { length: 300 },
    (_, i) => ({ input: [i], target: i, weight: i / 2 }),
  );
  const data = new StreamDataset(() => examples, { inputShape: [1] });
  for (const batchSize of [3, 300]) {
    const targets = await targetsOf(data, { shuffle: true, batchSize });
    assertEquals(targets.length, 300);
  }
});

Deno.test("ArrayDataset.slice() keeps the weights with their examples", async () => {
  const data = inMemory();
  const { train } = data.split({ validation: 2 });
  for (const part of [data.slice(3, 8), train.slice(3, 8)]) {
    assertEquals((await targetsOf(part, {})).length, 5);
  }
});

Deno.test("Datasets without weights carry none in their batches", async () => {
  const inputs = tensor(numbers, [11, 1]);
  const plain = new ArrayDataset(inputs, tensor(numbers));
  const stream = new StreamDataset(() => [{ input: [1], target: 1 }], {
    inputShape: [1],
  });
  for (const data of [plain, plain.slice(2), stream]) {
    for (const shuffle of [false, true]) {
      for await (const batch of data.batches({ shuffle })) {
        assertEquals("weights" in batch, false);
      }
    }
  }
});

Deno.test("ArrayDataset puts weights into memory that is used again", async () => {
  const workspace = new ReusedWorkspace();
  const batches = inMemory().batches({ batchSize: 2, workspace });
  const first = (await batches.next()).value!.weights;
  const second = (await batches.next()).value!.weights;
  assertStrictEquals(first, second);
});

Deno.test("ArrayDataset refuses weights that are not as many, or no weights", () => {
  const inputs = tensor(numbers, [11, 1]);
  assertThrows(
    () => new ArrayDataset(inputs, inputs, { weights: [1, 2] }),
    ShapeError,
    "Cannot create dataset: expected weights [11], received [2]: give one for " +
      "each of the 11 inputs",
  );
  for (const bad of [-1, NaN, Infinity, 1e39]) {
    const weights = [...numbers].with(4, bad);
    assertThrows(
      () => new ArrayDataset(inputs, inputs, { weights }),
      RangeError,
      `Cannot use weight ${bad} of example 4: expected a finite number >= 0`,
    );
  }
});

Deno.test("StreamDataset refuses weights that are none, or of some examples only", async () => {
  const [plain, weighted] = [
    { input: [1], target: 1 },
    { input: [1], target: 1, weight: 2 },
  ];
  const cases: [Example[], typeof RangeError, string][] = [
    [
      [weighted, { ...weighted, weight: -1 }],
      RangeError,
      "Cannot use weight -1 of example 1: expected a finite number >= 0",
    ],
    [
      [weighted, plain],
      TypeError,
      "Cannot read example 1: expected a weight like the first, received " +
      "none: give every example one, or none",
    ],
    [
      [plain, weighted],
      TypeError,
      "Cannot read example 1: expected no weight like the first, received " +
      "one: give every example one, or none",
    ],
  ];
  for (const [examples, type, message] of cases) {
    for (const shuffle of [false, true]) {
      const data = new StreamDataset(() => examples, { inputShape: [1] });
      await assertRejects(
        () => Array.fromAsync(data.batches({ shuffle })),
        type,
        message,
      );
    }
  }
});
