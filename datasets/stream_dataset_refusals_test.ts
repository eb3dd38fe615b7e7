import { assertRejects, assertThrows } from "@std/assert";
import type { Batch, BatchOptions } from "./dataset.ts";
import {
  type Example,
  StreamDataset,
  type StreamDatasetOptions,
} from "./stream_dataset.ts";

async function batches(
  data: StreamDataset,
  options: BatchOptions,
): Promise<Batch[]> {
  return await Array.fromAsync(data.batches(options));
}

Deno.test("StreamDataset lets an error of the source through", async () => {
  const data = new StreamDataset(() => {
    throw new Error("no such file");
  }, { inputShape: [1] });
  await assertRejects(() => batches(data, {}), Error, "no such file");
});

Deno.test("StreamDataset refuses examples that do not fit", async () => {
  const good = { input: [1, 2], target: 0 };
  const cases: [Example, string][] = [
    [
      { input: [1], target: 0 },
      "Cannot read example 1: expected an input of 2 elements, shape [2], " +
      "received 1",
    ],
    [
      { input: [1, 2], target: [1, 2] },
      "Cannot read example 1: expected a target of 1 elements, shape [], " +
      "received 2",
    ],
    [
      { input: { data: [1, 2] } as unknown as number[], target: 0 },
      "Cannot read example 1: expected an input of 2 elements, shape [2], " +
      "received Object",
    ],
    [
      undefined as unknown as Example,
      "Cannot read example 1: expected an input of 2 elements, shape [2], " +
      "received none",
    ],
    [
      { input: [1, 2] } as unknown as Example,
      "Cannot read example 1: expected a target of 1 elements, shape [], " +
      "received none",
    ],
    [
      { input: new Uint8Array(2), target: 0 },
      "Cannot read example 1: expected numbers like the first, received " +
      "pixels: make every input a Uint8Array, or none",
    ],
  ];
  for (const [bad, message] of cases) {
    for (const shuffle of [false, true]) {
      const data = new StreamDataset(() => [good, bad], { inputShape: [2] });
      await assertRejects(
        () => batches(data, { shuffle }),
        Error,
        message,
      );
    }
  }
});

Deno.test("StreamDataset refuses another number of examples than size", async () => {
  const examples = Array(5).fill({ input: [1], target: 0 });
  const options = { inputShape: [1], size: 6 };
  const stream = new StreamDataset(() => examples, options);
  for (const batchSize of [1, 2, 5]) {
    await assertRejects(
      () => batches(stream, { batchSize }),
      RangeError,
      "Cannot make batches: expected 6 examples as size says, received 5: " +
        "give the right size, or none",
    );
  }
});

Deno.test("StreamDataset refuses senseless options", () => {
  const cases: [StreamDatasetOptions, string][] = [
    [{ inputShape: [-1] }, "received -1"],
    [{ inputShape: [1], targetShape: [0.5] }, "received 0.5"],
    [{ inputShape: [1], classes: 0 }, "expected classes to be a whole number"],
    [{ inputShape: [1], scale: NaN }, "expected a finite scale, received NaN"],
    [{ inputShape: [1], size: -1 }, "expected size to be a whole number >= 0"],
    [
      { inputShape: [1], shuffleBuffer: 0 },
      "Cannot create dataset: expected shuffleBuffer to be a whole number >= " +
      "1, received 0",
    ],
    [
      { inputShape: [1], classes: 3, targetShape: [2] },
      "expected targetShape [3] for 3 classes, received [2]: leave out one",
    ],
  ];
  for (const [options, message] of cases) {
    assertThrows(
      () => new StreamDataset(() => [], options),
      RangeError,
      message,
    );
  }
  const data = new StreamDataset(() => [], { inputShape: [1] });
  assertThrows(() => data.batches({ batchSize: 0 }), RangeError, "batchSize");
});
