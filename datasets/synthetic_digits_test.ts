import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import type { ArrayDataset } from "./array_dataset.ts";
import { syntheticDigits } from "./synthetic_digits.ts";

async function arrays(
  data: ArrayDataset,
): Promise<{ images: Float32Array; labels: Float32Array }> {
  const [all] = await Array.fromAsync(data.batches({ batchSize: data.size }));
  return { images: all!.inputs.data, labels: all!.targets.data };
}

Deno.test("syntheticDigits() gives the same digits for the same seed", async () => {
  const options = { count: 50, seed: 3, targets: "labels" } as const;
  const digits = await arrays(syntheticDigits(options));
  assertEquals(await arrays(syntheticDigits(options)), digits);
  const other = await arrays(syntheticDigits({ ...options, seed: 4 }));
  assertNotEquals(other.labels, digits.labels);
  assertNotEquals(other.images, digits.images);
});

Deno.test("syntheticDigits() has MNIST's format, share of zeros and balance", async () => {
  const digits = syntheticDigits({ count: 1003, targets: "labels" });
  assertEquals(digits.size, 1003);
  assertEquals(digits.inputShape, [784]);
  const { images, labels } = await arrays(digits);
  const zeros = images.filter((value) => value === 0).length / images.length;
  assert(Math.abs(zeros - 0.81) < 0.03, `${zeros} of the pixels are zero`);
  assert(images.every((value) => value >= 0 && value <= 1));
  for (let digit = 0; digit < 10; digit++) {
    const count = labels.filter((label) => label === digit).length;
    assert(count === 100 || count === 101);
  }
  const sorted = labels.every((label, i) => i === 0 || labels[i - 1]! <= label);
  const cycle = labels.every((label, i) => label === i % 10);
  assert(!sorted && !cycle);
});

Deno.test("syntheticDigits() draws every digit with ink, light and dark", async () => {
  const { images } = await arrays(syntheticDigits({ count: 500 }));
  for (let i = 0; i < 500; i++) {
    const image = images.subarray(i * 784, (i + 1) * 784);
    const ink = image.reduce((sum, value) => sum + value);
    assert(ink > 10 && ink < 300);
    assert(Math.max(...image) > 0.7); // in the middle of a line
    assert(image.some((value) => value > 0 && value < 0.5)); // soft edges
  }
});

Deno.test("syntheticDigits() looks alike within a class, apart between them", async () => {
  const digits = syntheticDigits({ count: 1500, targets: "labels" });
  const { images, labels } = await arrays(digits);
  const image = (i: number) => images.subarray(i * 784, (i + 1) * 784);
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  for (let i = 0; i < 1000; i++) {
    image(i).forEach((value, j) => means[labels[i]!]![j]! += value / 100);
  }
  let right = 0;
  for (let i = 1000; i < 1500; i++) {
    const distances = means.map((mean) =>
      mean.reduce((sum, value, j) => sum + (value - image(i)[j]!) ** 2, 0)
    );
    const nearest = distances.indexOf(Math.min(...distances));
    if (nearest === labels[i]) right++;
  }
  // Chance is 0.1. The nearest mean finds 82 % of MNIST's digits.
  assert(right / 500 > 0.6 && right / 500 < 0.95, `${right} of 500`);
});

Deno.test("syntheticDigits() gives one-hot targets by default", async () => {
  const oneHot = syntheticDigits({ count: 20, seed: 1 });
  const plain = syntheticDigits({ count: 20, seed: 1, targets: "labels" });
  assertEquals(oneHot.targetShape, [10]);
  assertEquals(plain.targetShape, []);
  const rows = (await arrays(oneHot)).labels;
  (await arrays(plain)).labels.forEach((label, i) => {
    const row = rows.subarray(i * 10, (i + 1) * 10);
    assertEquals(
      [...row].map((value, k) => value * k),
      [
        ...Array(10).keys(),
      ].map((k) => k === label ? k : 0),
    );
    assertEquals(row.reduce((sum, value) => sum + value), 1);
  });
});

Deno.test("syntheticDigits() draws none, or 10,000 by default", () => {
  assertEquals(syntheticDigits({ count: 0 }).size, 0);
  assertEquals(syntheticDigits().size, 10_000);
});

Deno.test("syntheticDigits() refuses senseless options", () => {
  for (const count of [-1, 1.5, NaN]) {
    assertThrows(
      () => syntheticDigits({ count }),
      RangeError,
      "Cannot draw digits: expected count to be a whole number >= 0, " +
        `received ${count}`,
    );
  }
  for (const count of [2 ** 36, 2 ** 53 - 1]) {
    assertThrows(
      () => syntheticDigits({ count }),
      RangeError,
      "Cannot draw digits: expected memory for 785 bytes each, received too " +
        `little for a count of ${count}: draw fewer`,
    );
  }
  assertThrows(() => syntheticDigits({ seed: -1 }), RangeError, "received -1");
  assertThrows(
    () => syntheticDigits({ targets: "onehot" as "oneHot" }),
    RangeError,
    'Cannot draw digits: expected targets to be "oneHot" or "labels", ' +
      'received "onehot"',
  );
});
