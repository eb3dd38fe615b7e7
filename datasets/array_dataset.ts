/**
 * A dataset in memory.
 *
 * @module
 */
import { Random } from "@cutedl/tensor";
import {
  checkStart,
  resolveBatchOptions,
  type ResolvedBatchOptions,
} from "./_batch_options.ts";
import {
  checkExampleOptions,
  checkLabels,
  type ExampleRows,
  makeBatch,
} from "./_examples.ts";
import { ascending, permutation } from "./_permutation.ts";
import {
  checkCounts,
  checkFilled,
  classesOf,
  cut,
  readWeights,
} from "./_shaped_array.ts";
import { drawValidation, placesOf } from "./_split.ts";
import type { Batch, BatchOptions, Dataset } from "./dataset.ts";
import type { ArraySplitOptions, Split } from "./split_options.ts";

/** Elements with a shape: a tensor, or images as the bytes of a file. */
export interface ShapedArray {
  /** Elements in row-major order; bytes are pixels. */
  readonly data: Uint8Array | Float32Array;
  /** Size of each axis; the first is the number of examples. */
  readonly shape: readonly number[];
}

/** Options for {@linkcode ArrayDataset}. */
export interface ArrayDatasetOptions {
  /** Factor for every input; default 1/255 for pixels, 1 for a tensor. */
  scale?: number;
  /**
   * Number of classes: targets are labels, and batches get one-hot rows of this
   * length. By default batches get the targets as they are.
   */
  classes?: number;
  /**
   * How much each example counts in losses and metrics, finite and at least 0;
   * by default each counts 1, and batches carry no weights.
   */
  weights?: ArrayLike<number>;
}

/**
 * Examples in memory.
 *
 * Nothing is copied, and arrays must not change once batches were asked for:
 * engines keep lists of the nonzero pixels. Pixels stay bytes, a quarter of their
 * size as floats, and are scaled when they enter a batch; labels become one-hot
 * rows then, too. With `shuffle`, the order is
 * `new Random(seed).derive(epoch).permutation(size)`.
 *
 * @example Batches of pixels, with one-hot targets
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const pixels = new Uint8Array([0, 255, 255, 0, 255, 255]);
 * const labels = new Uint8Array([1, 0, 2]);
 * const data = new ArrayDataset({ data: pixels, shape: [3, 2] }, labels, {
 *   classes: 3,
 * });
 * for await (const { inputs, targets } of data.batches({ batchSize: 3 })) {
 *   assertEquals(inputs.toArray(), [[0, 1], [1, 0], [1, 1]]);
 *   assertEquals(targets.toArray(), [[0, 1, 0], [1, 0, 0], [0, 0, 1]]);
 * }
 * ```
 *
 * @example Hold out a fifth for validation
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const data = new ArrayDataset(zeros([100, 4]), zeros([100, 1]));
 * const { train, validation } = data.split({ validation: 0.2, seed: 1 });
 * assertEquals([train.size, validation.size], [80, 20]);
 * ```
 */
export class ArrayDataset implements Dataset {
  /** Shape of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Shape of one target, without the batch; empty for labels. */
  readonly targetShape: readonly number[];
  readonly #inputs: ShapedArray;
  readonly #targets: ShapedArray;
  readonly #rows: ExampleRows;
  #indices: Uint32Array | undefined; // of a part that has gaps

  /**
   * Makes a dataset of arrays, which it shares.
   *
   * @param inputs One input per index of the first axis, `[size, ...]`.
   * @param targets As many targets, `[size, ...]`, or labels `[size]`.
   * @param options Scale of the inputs, whether targets become one-hot, weights.
   * @throws {ShapeError} If there are not as many targets or weights as inputs,
   * or elements do not fill their shape.
   * @throws {RangeError} If an option is not sensible, a label is not below
   * `classes`, or a weight is negative or not finite.
   * @throws {TypeError} If elements are neither floats nor bytes.
   */
  constructor(
    inputs: ShapedArray,
    targets: ShapedArray | Uint8Array,
    options: ArrayDatasetOptions = {},
  ) {
    const { classes } = options;
    const { scale = inputs.data instanceof Uint8Array ? 1 / 255 : 1 } = options;
    checkExampleOptions(classes, scale);
    const shaped = targets instanceof Uint8Array
      ? { data: targets, shape: [targets.length] }
      : targets;
    const { data: targetData, shape: targetSizes } = shaped;
    checkFilled("inputs", inputs);
    checkFilled("targets", shaped);
    checkCounts(inputs.shape, targetSizes, classes);
    if (classes !== undefined) checkLabels(targetData, classes);

    this.#inputs = inputs;
    this.#targets = shaped;
    this.#rows = {
      inputs: inputs.data,
      targets: targetData,
      weights: readWeights(options.weights, targetSizes[0]!),
      scale,
      classes,
      constant: true,
    };
    this.inputShape = Object.freeze(inputs.shape.slice(1));
    this.targetShape = Object.freeze(
      classes === undefined ? targetSizes.slice(1) : [classes],
    );
  }

  /** Number of examples. */
  get size(): number {
    return this.#indices?.length ?? this.#inputs.shape[0]!;
  }

  /**
   * Gives a part of the examples, sharing their memory.
   *
   * @param start First example, from 0; a negative one counts from the end.
   * @param end Bound that is not reached; a negative one counts from the end,
   * default the end.
   * @returns The part.
   * @throws {RangeError} If the part does not lie within the dataset.
   *
   * @example
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { zeros } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const data = new ArrayDataset(zeros([100, 4]), zeros([100]));
   * assertEquals(data.slice(0, 10).size, 10);
   * assertEquals(data.slice(-10).size, 10);
   * ```
   */
  slice(start: number, end: number = this.size): ArrayDataset {
    const first = start < 0 ? this.size + start : start;
    const last = end < 0 ? this.size + end : end;
    const whole = Number.isInteger(first) && Number.isInteger(last);
    if (!whole || first < 0 || first > last || last > this.size) {
      throw new RangeError(
        `Cannot slice dataset of ${this.size} examples: expected a part of ` +
          `it, received start ${start} and end ${end}`,
      );
    }
    if (this.#indices !== undefined) {
      return this.#part(this.#indices.subarray(first, last));
    }
    return new ArrayDataset(
      cut(this.#inputs, first, last),
      cut(this.#targets, first, last),
      this.#optionsOf(this.#rows.weights?.subarray(first, last)),
    );
  }

  /**
   * Divides the examples at random, sharing their memory: each of them is in
   * exactly one of the parts, in the order that it has here.
   *
   * Both parts read the same arrays through lists of their places, so nothing
   * is copied, and nonzero pixels are listed once for both. For the last
   * examples instead of random ones there is `slice`.
   *
   * @param options How many to hold out, seed, whether by class.
   * @returns The parts.
   * @throws {RangeError} If a part would be empty, an option is not sensible,
   * or with `stratified` a class has a single example.
   * @throws {ShapeError} If with `stratified` targets are no classes.
   *
   * @example The same share of each class
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { tensor, zeros } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const labels = tensor([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
   * const data = new ArrayDataset(zeros([12, 4]), labels);
   * const { train, validation } = data.split({
   *   validation: 0.25, // or a count: 3
   *   seed: 7,
   *   stratified: true,
   * });
   * const [batch] = await Array.fromAsync(validation.batches());
   * assertEquals(batch!.targets.toArray(), [0, 0, 1]);
   * assertEquals(train.size, 9);
   * ```
   */
  split(options: ArraySplitOptions): Split<ArrayDataset> {
    const { size } = this;
    const indices = this.#indices ?? ascending(size);
    const isHeld = drawValidation(
      size,
      options,
      options.stratified ? classesOf(this.#targets, indices) : undefined,
    );
    const part = (held: number): ArrayDataset =>
      this.#part(placesOf(isHeld, held).map((place) => indices[place]!));
    return { train: part(0), validation: part(1) };
  }

  /**
   * Gives the examples once, in batches.
   *
   * @param options Size, order and place of the batches.
   * @returns The batches of one epoch.
   * @throws {RangeError} If an option is not sensible.
   *
   * @example The same epoch, from its second batch on
   * ```ts
   * import { ArrayDataset } from "@cutedl/datasets";
   * import { tensor } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const inputs = tensor([[0], [1], [2], [3], [4]]);
   * const data = new ArrayDataset(inputs, inputs);
   * const options = { batchSize: 2, shuffle: true, seed: 7, epoch: 1 };
   * const all = await Array.fromAsync(data.batches(options));
   * const rest = await Array.fromAsync(data.batches({ ...options, start: 1 }));
   * assertEquals(all.map(({ size }) => size), [2, 2, 1]);
   * assertEquals(rest, all.slice(1));
   * ```
   */
  batches(options: BatchOptions = {}): AsyncGenerator<Batch, void, void> {
    const resolved = resolveBatchOptions(options);
    const { batchSize, start, dropLast } = resolved;
    const round = dropLast ? Math.floor : Math.ceil;
    const count = round(this.size / batchSize);
    checkStart(start, count);
    return this.#batches(resolved, count);
  }

  async *#batches(
    options: ResolvedBatchOptions,
    count: number,
  ): AsyncGenerator<Batch, void, void> {
    const { batchSize, shuffle, seed, epoch, start, workspace } = options;
    const order = shuffle
      ? await permutation(new Random(seed).derive(epoch), this.size)
      : ascending(this.size);
    const places = this.#indices;
    if (places !== undefined) {
      for (let i = 0; i < order.length; i++) order[i] = places[order[i]!]!;
    }
    for (let i = start; i < count; i++) {
      const indices = order.subarray(i * batchSize, (i + 1) * batchSize);
      yield makeBatch(this, this.#rows, indices, workspace);
    }
  }

  #optionsOf(weights: Float32Array | undefined): ArrayDatasetOptions {
    const { scale, classes } = this.#rows;
    return {
      scale,
      ...(classes !== undefined && { classes }),
      ...(weights !== undefined && { weights }),
    };
  }

  /** A dataset of some examples of the same arrays. */
  #part(indices: Uint32Array): ArrayDataset {
    const options = this.#optionsOf(this.#rows.weights);
    const part = new ArrayDataset(this.#inputs, this.#targets, options);
    part.#indices = indices;
    return part;
  }
}
