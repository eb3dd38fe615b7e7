/**
 * A dataset that is read anew in each epoch.
 *
 * @module
 */
import { Random, sizeOf } from "@cutedl/tensor";
import {
  checkStart,
  resolveBatchOptions,
  type ResolvedBatchOptions,
} from "./_batch_options.ts";
import { checkWhole } from "./_check_whole.ts";
import {
  type Block,
  BlockReader,
  type Reading,
  startReading,
} from "./_example_reader.ts";
import { ExampleStore } from "./_example_store.ts";
import { checkExampleOptions, makeBatch } from "./_examples.ts";
import { ascending } from "./_permutation.ts";
import { checkSize, divide, selected, type Selection } from "./_selection.ts";
import { shuffled } from "./_shuffle.ts";
import type { Batch, BatchOptions, Dataset } from "./dataset.ts";
import type { Split, SplitOptions } from "./split_options.ts";

/** One example of a stream. It is copied, so its arrays may be used again. */
export interface Example {
  /** Elements of `inputShape`; a `Uint8Array` holds pixels. */
  readonly input: ArrayLike<number>;
  /** Elements of `targetShape`, or a single one, such as a label. */
  readonly target: ArrayLike<number> | number;
  /**
   * How much it counts in losses and metrics, finite and at least 0; given with
   * every example, or with none.
   */
  readonly weight?: number;
}

/**
 * Examples that come one after the other. An asynchronous source may give
 * several at once, such as an array or a generator of them: they are taken with
 * no wait for each, before it is asked for more.
 */
export type ExampleSource =
  | AsyncIterable<Example | Iterable<Example>>
  | Iterable<Example>;

/** Options for {@linkcode StreamDataset}. */
export interface StreamDatasetOptions {
  /** Shape of one input, without the batch. */
  inputShape: readonly number[];
  /** Shape of one target, without the batch; default `[]`, as for labels. */
  targetShape?: readonly number[];
  /**
   * Number of classes: targets are labels, and batches get one-hot rows of this
   * length, which is then the `targetShape`.
   */
  classes?: number;
  /** Factor for every input; default 1/255 for pixels, 1 for numbers. */
  scale?: number;
  /** Number of examples, if it is known beforehand. */
  size?: number;
  /** Examples that wait in memory where `shuffle` is asked; default 10,000. */
  shuffleBuffer?: number;
}

/**
 * Examples that are read anew in each epoch, such as from files larger than
 * memory.
 *
 * Memory is bounded by the shuffle buffer and one batch. With `shuffle`, the
 * first `shuffleBuffer` examples wait in memory; each further one takes the
 * place of one drawn at random, which is given, and those that wait at the end
 * are given in random order. So an example comes at most `shuffleBuffer` places
 * before its turn, but may come any number of places after it. It is seeded by
 * `new Random(seed).derive(epoch)`. A buffer as large as the data gives the same
 * order as {@linkcode ArrayDataset}; a smaller one mixes less, so examples sorted
 * by class want a large buffer.
 *
 * @example A generator
 * ```ts
 * import { StreamDataset } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * function* parities() {
 *   for (let i = 0; i < 5; i++) yield { input: [i], target: i % 2 };
 * }
 *
 * const data = new StreamDataset(parities, { inputShape: [1], classes: 2 });
 * const batches = await Array.fromAsync(data.batches({ batchSize: 3 }));
 * assertEquals(batches[0]!.inputs.toArray(), [[0], [1], [2]]);
 * assertEquals(batches[1]!.targets.toArray(), [[0, 1], [1, 0]]);
 * ```
 *
 * @example Several examples at once
 * ```ts
 * import { StreamDataset } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * async function* parts() { // such as what arrives of a file
 *   for (const part of [[1, 2], [3]]) {
 *     yield part.map((number) => ({ input: [number], target: -number }));
 *   }
 * }
 *
 * const data = new StreamDataset(parts, { inputShape: [1] });
 * const [batch] = await Array.fromAsync(data.batches());
 * assertEquals(batch!.targets.toArray(), [-1, -2, -3]);
 * ```
 */
export class StreamDataset implements Dataset {
  /** Number of examples, or `undefined` if it is not known. */
  readonly size: number | undefined;
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of one target, without the batch; empty for labels. */
  readonly targetShape: readonly number[];
  /** Examples that wait in memory where `shuffle` is asked. */
  readonly shuffleBuffer: number;
  readonly #open: () => ExampleSource | Promise<ExampleSource>;
  readonly #scale: number | undefined;
  readonly #classes: number | undefined;
  #started = new WeakSet<object>();
  #selections: readonly Selection[] = []; // a part of a part has two

  /**
   * Makes a dataset of a source; nothing is opened yet.
   *
   * @param open Gives the examples from the first on; called in each epoch, it
   * makes a new generator or stream each time.
   * @param options What the examples are like.
   * @throws {RangeError} If an option is not sensible, or `targetShape` is not
   * empty although there are `classes`.
   * @throws {TypeError} If `open` is no function.
   */
  constructor(
    open: () => ExampleSource | Promise<ExampleSource>,
    options: StreamDatasetOptions,
  ) {
    const { inputShape, classes, scale, size, shuffleBuffer = 10_000 } =
      options;
    const { targetShape = classes === undefined ? [] : [classes] } = options;
    if (typeof open !== "function") {
      throw new TypeError(
        "Cannot create dataset: expected a function that gives the examples, " +
          `received ${typeof open}: give one, as () => examples`,
      );
    }
    checkExampleOptions(classes, scale ?? 1);
    sizeOf(inputShape); // refuses sizes that are not whole numbers
    sizeOf(targetShape);
    if (classes !== undefined && String(targetShape) !== String(classes)) {
      throw new RangeError(
        `Cannot create dataset: expected targetShape [${classes}] for ` +
          `${classes} classes, received [${targetShape.join(", ")}]: leave ` +
          "out one of the two",
      );
    }
    const action = "create dataset";
    checkWhole({ action, name: "size", value: size ?? 0, least: 0 });
    checkWhole({
      action,
      name: "shuffleBuffer",
      value: shuffleBuffer,
      least: 1,
    });
    this.size = size;
    this.inputShape = Object.freeze([...inputShape]);
    this.targetShape = Object.freeze([...targetShape]);
    this.shuffleBuffer = shuffleBuffer;
    this.#open = open;
    this.#scale = scale;
    this.#classes = classes;
  }

  /**
   * Divides the examples at random: each of them is in exactly one of the parts,
   * the same one in each epoch.
   *
   * Either part reads the whole source and leaves out what belongs to the other,
   * so an epoch of either takes the time of reading all, and no more memory.
   * With a known `size` the parts have the counts and the examples that those of
   * an `ArrayDataset` have. Without, each example is drawn by itself: the
   * fraction is met on average, and the sizes stay unknown.
   *
   * @param options How many to hold out, seed.
   * @returns The parts.
   * @throws {RangeError} If a part would be empty, an option is not sensible, or
   * a count is given where the number of examples is not known.
   *
   * @example
   * ```ts
   * import { StreamDataset } from "@cutedl/datasets";
   * import { assertEquals } from "@std/assert";
   *
   * const numbers = [0, 1, 2, 3, 4].map((i) => ({ input: [i], target: i }));
   * const data = new StreamDataset(() => numbers, { inputShape: [1], size: 5 });
   * const { train, validation } = data.split({ validation: 0.4, seed: 1 });
   * assertEquals([train.size, validation.size], [3, 2]);
   * const targets: number[] = [];
   * for (const part of [train, validation]) {
   *   for await (const batch of part.batches()) {
   *     targets.push(...batch.targets.data);
   *   }
   * }
   * assertEquals(targets.toSorted(), [0, 1, 2, 3, 4]);
   * ```
   */
  split(options: SplitOptions): Split<StreamDataset> {
    const [train, validation] = divide(this.size, options);
    return { train: this.#part(train), validation: this.#part(validation) };
  }

  /**
   * Gives the examples once, in batches.
   *
   * Batches before `start` are read and left out. While examples are read, the
   * event loop turns at least every 50 ms, as long as one takes less; once the
   * batches are not wanted any more, no further one is read.
   *
   * @param options Size, order and place of the batches.
   * @returns The batches of one epoch. While they are read: a `RangeError` if
   * an example does not fit the shapes, a label is not below `classes`, a weight
   * is negative or not finite, there are not `size` examples or `start` is behind
   * their end; a `TypeError` if `open` gives no examples, or those that it gave
   * before, or some with a weight and some without.
   * @throws {RangeError} If an option is not sensible.
   *
   * @example Shuffled by a buffer of two
   * ```ts
   * import { StreamDataset } from "@cutedl/datasets";
   * import { assertEquals } from "@std/assert";
   *
   * const numbers = [1, 2, 3, 4].map((i) => ({ input: [i], target: i }));
   * const data = new StreamDataset(() => numbers, {
   *   inputShape: [1],
   *   shuffleBuffer: 2,
   * });
   * const sizes: number[] = [];
   * for await (const batch of data.batches({ batchSize: 3, shuffle: true })) {
   *   sizes.push(batch.size);
   * }
   * assertEquals(sizes, [3, 1]);
   * ```
   */
  batches(options: BatchOptions = {}): AsyncGenerator<Batch, void, void> {
    const reading: Reading = { isStopped: false };
    const batches = this.#batches(resolveBatchOptions(options), reading);
    const end = batches.return.bind(batches); // waits while examples are read
    batches.return = (value) => {
      reading.isStopped = true;
      return end(value);
    };
    return batches;
  }

  async *#batches(
    options: ResolvedBatchOptions,
    reading: Reading,
  ): AsyncGenerator<Batch, void, void> {
    const { batchSize, start, dropLast, workspace } = options;
    const store = this.#store(batchSize);
    let [row, batch, examples] = [0, 0, 0];
    let indices = ascending(0);
    const next = (): Batch => {
      if (indices.length !== row) indices = ascending(row);
      return makeBatch(this, store.rows, indices, workspace);
    };
    for await (const block of await this.#blocks(options, reading)) {
      for (const example of block) {
        if (reading.isStopped) return;
        store.put(row++, example);
        examples++;
        if (row < batchSize) continue;
        if (batch++ >= start) yield next();
        row = 0;
      }
    }
    if (reading.isStopped) return;
    checkSize(this.size, examples);
    if (row > 0 && !dropLast && batch++ >= start) yield next();
    checkStart(start, batch);
  }

  async #blocks(
    options: ResolvedBatchOptions,
    reading: Reading,
  ): Promise<AsyncIterable<Block>> {
    const iterator = startReading(await this.#open(), this.#started);
    let blocks: AsyncIterable<Block> = new BlockReader(iterator, reading);
    for (const selection of this.#selections) {
      blocks = selected(blocks, selection, reading);
    }
    if (!options.shuffle) return blocks;
    const random = new Random(options.seed).derive(options.epoch);
    const size = this.shuffleBuffer;
    return shuffled(blocks, { store: this.#store(size), size, random });
  }

  #store(most: number): ExampleStore {
    const { inputShape, targetShape } = this;
    const [scale, classes] = [this.#scale, this.#classes];
    return new ExampleStore({ inputShape, targetShape, scale, classes, most });
  }

  #part(selection: Selection): StreamDataset {
    const { inputShape, targetShape, shuffleBuffer } = this;
    const part = new StreamDataset(this.#open, {
      inputShape,
      targetShape,
      shuffleBuffer,
      ...(this.#classes !== undefined && { classes: this.#classes }),
      ...(this.#scale !== undefined && { scale: this.#scale }),
      ...(selection.size !== undefined && { size: selection.size }),
    });
    part.#selections = [...this.#selections, selection];
    part.#started = this.#started;
    return part;
  }
}
