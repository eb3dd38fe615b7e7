/**
 * A dataset of IDX files that are never held in memory.
 *
 * @module
 */
import { formatShape, ShapeError, sizeOf } from "@cutedl/tensor";
import type { ItemReader } from "./_idx_reader.ts";
import { openIdxStream } from "./_open_idx.ts";
import { IdxError } from "./idx_error.ts";
import type { IdxArrays, IdxType } from "./read_idx.ts";
import { type Example, StreamDataset } from "./stream_dataset.ts";

const CHUNK = 2 ** 16; // elements read at once

/** Opens a file anew for each epoch. */
export type OpenFile = () =>
  | ReadableStream<Uint8Array>
  | Promise<ReadableStream<Uint8Array>>;

/** Options for {@linkcode idxDataset}. */
export interface IdxDatasetOptions {
  /** Shape of one input; default one axis of as many elements. */
  inputShape?: readonly number[];
  /** Number of classes, if labels are to become one-hot rows. */
  classes?: number;
  /** Factor for every input; default 1/255 for bytes, else 1. */
  scale?: number;
  /** Examples that wait in memory where `shuffle` is asked; default 10,000. */
  shuffleBuffer?: number;
}

/**
 * Makes a dataset of two IDX files, inputs and targets, which are read anew in
 * each epoch and never held.
 *
 * They are read into the same memory again, and in Deno the chunks of files, of
 * bodies of responses, and what gzip unpacks to are freed as they are used up: an
 * epoch over any length takes some 10 MB besides training and shuffle buffer.
 *
 * @param openInputs Opens the file of inputs, plain or gzip.
 * @param openTargets Opens the file of as many targets or labels.
 * @param options Shape, classes, scale, shuffling.
 * @returns The dataset; its size and shapes are those of the headers.
 * @throws {IdxError} If one is not an IDX file, or their counts differ.
 * @throws {ShapeError} If inputs do not have as many elements as `inputShape`.
 * @throws {RangeError} If an option is not sensible.
 *
 * @example
 * ```ts
 * import { idxDataset } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const images = new Blob([
 *   new Uint8Array([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]),
 *   new Uint8Array([0, 255, 255, 0]),
 * ]);
 * const labels = new Blob([new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 0])]);
 *
 * const data = await idxDataset(
 *   () => images.stream(),
 *   () => labels.stream(),
 *   { classes: 2 },
 * );
 * assertEquals([data.size, data.inputShape, data.targetShape], [2, [2], [2]]);
 * for await (const { inputs, targets } of data.batches()) {
 *   assertEquals(inputs.toArray(), [[0, 1], [1, 0]]);
 *   assertEquals(targets.toArray(), [[0, 1], [1, 0]]);
 * }
 * ```
 */
export async function idxDataset(
  openInputs: OpenFile,
  openTargets: OpenFile,
  options: IdxDatasetOptions = {},
): Promise<StreamDataset> {
  const { inputs, targets } = await openPair(openInputs, openTargets);
  await Promise.all([inputs.cancel(), targets.cancel()]); // headers will do
  const { inputShape = [sizeOf(inputs.itemShape)] } = options;
  if (sizeOf(inputShape) !== sizeOf(inputs.itemShape)) {
    throw new ShapeError({
      action: "create dataset",
      name: "inputShape of as many elements as",
      expected: inputs.itemShape,
      received: inputShape,
    });
  }
  return new StreamDataset(() => readPair(openInputs, openTargets), {
    targetShape: options.classes === undefined
      ? targets.itemShape
      : [options.classes],
    ...options,
    inputShape,
    size: inputs.shape[0]!,
  });
}

interface Pair {
  inputs: ItemReader<IdxType>;
  targets: ItemReader<IdxType>;
}

async function openPair(
  openInputs: OpenFile,
  openTargets: OpenFile,
): Promise<Pair> {
  const inputs = await openIdxStream(await openInputs(), {
    name: "IDX file of inputs",
  });
  try {
    const targets = await openIdxStream(await openTargets(), {
      name: "IDX file of targets",
    });
    if (targets.shape[0] === inputs.shape[0]) return { inputs, targets };
    await targets.cancel();
    throw new IdxError({
      name: "IDX file of targets",
      expected: `${inputs.shape[0]} targets, as many as inputs`,
      received: `shape ${formatShape(targets.shape)}`,
      remedy: "give two files that belong together",
    });
  } catch (error) {
    await inputs.cancel();
    throw error;
  }
}

async function* readPair(
  openInputs: OpenFile,
  openTargets: OpenFile,
): AsyncGenerator<Iterable<Example>, void, void> {
  const { inputs, targets } = await openPair(openInputs, openTargets);
  try {
    const length = Math.max(
      sizeOf(inputs.itemShape),
      sizeOf(targets.itemShape),
    );
    const items = Math.max(1, Math.floor(CHUNK / length));
    const targetChunks = targets.reusedChunks(items);
    for await (const inputChunk of inputs.reusedChunks(items)) {
      const targetChunk = (await targetChunks.next()).value!; // as many
      yield examplesOf(inputChunk, targetChunk, sizeOf(inputs.itemShape));
    }
    await targetChunks.next(); // its end has its own checks
  } finally {
    await Promise.all([inputs.cancel(), targets.cancel()]);
  }
}

function* examplesOf(
  inputs: IdxArrays[IdxType],
  targets: IdxArrays[IdxType],
  inputLength: number,
): Generator<Example, void, void> {
  const size = inputs.length / inputLength;
  const targetLength = targets.length / size;
  for (let i = 0; i < size; i++) {
    yield {
      input: inputs.subarray(i * inputLength, (i + 1) * inputLength),
      target: targetLength === 1
        ? targets[i]!
        : targets.subarray(i * targetLength, (i + 1) * targetLength),
    };
  }
}
