import { assert, assertEquals, assertRejects } from "@std/assert";
import { ShapeError } from "@cutedl/tensor";
import { gzip, idxFile, TestStream } from "./_testing.ts";
import { ArrayDataset } from "./array_dataset.ts";
import { idxDataset, type IdxDatasetOptions } from "./idx_dataset.ts";
import { IdxError } from "./idx_error.ts";
import type { StreamDataset } from "./stream_dataset.ts";

const SIZE = 50;
const values = Array.from({ length: SIZE * 4 }, (_, i) => 41 * i % 256);
const labels = Array.from({ length: SIZE }, (_, i) => i % 10);
const IMAGES = idxFile("uint8", [SIZE, 2, 2], values);
const LABELS = idxFile("uint8", [SIZE], labels);

function dataset(
  images: Uint8Array<ArrayBuffer>,
  targets: Uint8Array<ArrayBuffer>,
  options?: IdxDatasetOptions,
): Promise<StreamDataset> {
  return idxDataset(
    () => new TestStream(images).stream,
    () => Promise.resolve(new TestStream(targets, { chunk: 7 }).stream),
    options,
  );
}

Deno.test("idxDataset() trains from two files as from arrays", async () => {
  const array = new ArrayDataset(
    { data: Uint8Array.from(values), shape: [SIZE, 4] },
    Uint8Array.from(labels),
    { classes: 10 },
  );
  const stream = await dataset(await gzip(IMAGES), LABELS, { classes: 10 });
  assertEquals(stream.size, SIZE);
  assertEquals(stream.inputShape, [4]);
  assertEquals(stream.targetShape, [10]);
  for (const shuffle of [false, true]) {
    for (const epoch of [0, 1]) {
      const options = { batchSize: 16, shuffle, seed: 1, epoch };
      assertEquals(
        await Array.fromAsync(stream.batches(options)),
        await Array.fromAsync(array.batches(options)),
      );
    }
  }
});

Deno.test("idxDataset() keeps targets of any type and a wanted shape", async () => {
  const targets = idxFile("float32", [2, 3], [0.5, 1, 2, -1, 0, 4]);
  const inputs = idxFile("int16", [2, 2, 2], [1, 2, 3, 4, -5, 6, 7, 300]);
  const data = await dataset(inputs, targets, { inputShape: [2, 2, 1] });
  const [batch] = await Array.fromAsync(data.batches());
  assertEquals(batch!.inputs.shape, [2, 2, 2, 1]);
  assertEquals([...batch!.inputs.data], [1, 2, 3, 4, -5, 6, 7, 300]);
  assertEquals(batch!.targets.toArray(), [[0.5, 1, 2], [-1, 0, 4]]);
});

Deno.test("idxDataset() holds no more than a part of large items", async () => {
  const side = 300; // an item is longer than what is read at once
  const inputs = idxFile(
    "uint8",
    [2, side, side],
    Array(2 * side ** 2).fill(1),
  );
  const data = await dataset(inputs, idxFile("uint8", [2], [3, 4]));
  const batches = await Array.fromAsync(data.batches({ batchSize: 1 }));
  assertEquals(batches.map(({ targets }) => targets.data[0]), [3, 4]);
});

Deno.test("idxDataset() refuses files of different counts, naming both", async () => {
  const opened: TestStream[] = [];
  const open = (bytes: Uint8Array<ArrayBuffer>) => () => {
    const source = new TestStream(bytes, { chunk: 20, endless: true });
    opened.push(source);
    return source.stream;
  };
  const fewer = idxFile("uint8", [SIZE - 1], labels.slice(1));
  await assertRejects(
    () => idxDataset(open(IMAGES), open(fewer)),
    IdxError,
    "Cannot read IDX file of targets: expected 50 targets, as many as inputs, " +
      "received shape [49]: give two files that belong together",
  );
  assertEquals(opened.length, 2);
  assert(opened.every(({ canceled }) => canceled));
});

Deno.test("idxDataset() refuses a shape of another size", async () => {
  await assertRejects(
    () => dataset(IMAGES, LABELS, { inputShape: [5] }),
    ShapeError,
    "expected inputShape of as many elements as [2, 2], received [5]",
  );
});

Deno.test("idxDataset() tells which file is damaged, and closes both", async () => {
  for (
    const [images, targets, name] of [
      [IMAGES.slice(0, -1), LABELS, "inputs"],
      [IMAGES, LABELS.slice(0, -1), "targets"],
      [IMAGES, new Uint8Array([...LABELS, 0]), "targets"],
    ] as const
  ) {
    const data = await dataset(images, targets);
    for (const shuffle of [false, true]) {
      await assertRejects(
        () => Array.fromAsync(data.batches({ shuffle })),
        IdxError,
        `Cannot read IDX file of ${name}`,
      );
    }
  }
  await assertRejects(
    () => dataset(IMAGES, new Uint8Array(0)),
    IdxError,
    "Cannot read IDX file of targets: expected a header",
  );
});

Deno.test("idxDataset() closes both files on break", async () => {
  const opened: TestStream[] = [];
  const open = (bytes: Uint8Array<ArrayBuffer>) => () => {
    const source = new TestStream(bytes, { chunk: 1000, endless: true });
    opened.push(source);
    return source.stream;
  };
  const data = await idxDataset(open(IMAGES), open(LABELS));
  for await (const _ of data.batches({ batchSize: 8 })) break;
  assertEquals(opened.length, 4);
  assert(opened.every(({ canceled }) => canceled));
});
