import { Random, sizeOf } from "@cutedl/tensor";
import {
  checkStart,
  resolveBatchOptions,
  type ResolvedBatchOptions,
} from "./_batch_options.ts";
import { checkWhole } from "./_check_whole.ts";
import { ascending, checkExampleOptions, makeBatch } from "./_examples.ts";
import { ExampleStore } from "./_example_store.ts";
import { shuffled } from "./_shuffle.ts";
import type { Batch, BatchOptions, Dataset } from "./dataset.ts";

/** One example of a stream. It is copied, so its arrays may be used again. */
export interface Example {
  /** Elements of `inputShape`; a `Uint8Array` holds pixels. */
  readonly input: ArrayLike<number>;
  /** Elements of `targetShape`, or a single one, such as a label. */
  readonly target: ArrayLike<number> | number;
}

/** Examples that come one after the other. */
export type ExampleSource = AsyncIterable<Example> | Iterable<Example>;

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
  /** Examples among which `shuffle` chooses, held in memory; default 10,000. */
  shuffleBuffer?: number;
}

/**
 * Examples that are read anew in each epoch, such as from files larger than
 * memory.
 *
 * Memory is bounded by the shuffle buffer and one batch. With `shuffle`, each
 * example is drawn from the `shuffleBuffer` that were read last, seeded by
 * `new Random(seed).derive(epoch)`. A buffer as large as the data gives the
 * same order as {@linkcode ArrayDataset}; a smaller one mixes less, so
 * examples sorted by class want a large buffer.
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
 */
export class StreamDataset implements Dataset {
  /** Number of examples, or `undefined` if it is not known. */
  readonly size: number | undefined;
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of one target, without the batch; empty for labels. */
  readonly targetShape: readonly number[];
  /** Examples among which `shuffle` chooses. */
  readonly shuffleBuffer: number;
  readonly #open: () => ExampleSource | Promise<ExampleSource>;
  readonly #scale: number | undefined;
  readonly #classes: number | undefined;

  /**
   * Makes a dataset of a source; nothing is opened yet.
   *
   * @param open Gives the examples from the first on; called in each epoch.
   * @param options What the examples are like.
   * @throws {RangeError} If an option is not sensible, or `targetShape` is not
   * empty although there are `classes`.
   */
  constructor(
    open: () => ExampleSource | Promise<ExampleSource>,
    options: StreamDatasetOptions,
  ) {
    const { inputShape, classes, scale, size, shuffleBuffer = 10_000 } =
      options;
    const { targetShape = classes === undefined ? [] : [classes] } = options;
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
   * Gives the examples once, in batches.
   *
   * Batches before `start` are read and left out.
   *
   * @param options Size, order and place of the batches.
   * @returns The batches of one epoch. While they are read: a `RangeError` if
   * an example does not fit the shapes, a label is not below `classes`, there
   * are not `size` examples or `start` is behind their end.
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
    return this.#batches(resolveBatchOptions(options));
  }

  async *#batches(
    options: ResolvedBatchOptions,
  ): AsyncGenerator<Batch, void, void> {
    const { batchSize, start, dropLast, workspace } = options;
    const store = this.#store();
    let [row, batch, examples] = [0, 0, 0];
    let indices = ascending(0);
    const next = (): Batch => {
      if (indices.length !== row) indices = ascending(row);
      return makeBatch(this, store.rows, indices, workspace);
    };
    for await (const example of await this.#examples(options)) {
      store.put(row++, example);
      examples++;
      if (row < batchSize) continue;
      if (batch++ >= start) yield next();
      row = 0;
    }
    this.#checkSize(examples);
    if (row > 0 && !dropLast && batch++ >= start) yield next();
    checkStart(start, batch);
  }

  async #examples(options: ResolvedBatchOptions): Promise<ExampleSource> {
    const examples = await this.#open();
    if (!options.shuffle) return examples;
    const random = new Random(options.seed).derive(options.epoch);
    const store = this.#store();
    return shuffled(examples, { store, size: this.shuffleBuffer, random });
  }

  #store(): ExampleStore {
    const { inputShape, targetShape } = this;
    const [scale, classes] = [this.#scale, this.#classes];
    return new ExampleStore({ inputShape, targetShape, scale, classes });
  }

  #checkSize(examples: number): void {
    if (this.size === undefined || this.size === examples) return;
    throw new RangeError(
      `Cannot make batches: expected ${this.size} examples as size says, ` +
        `received ${examples}: give the right size, or none`,
    );
  }
}
