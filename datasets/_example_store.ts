import { formatShape, sizeOf } from "@cutedl/tensor";
import { allocate, AllocationError } from "./_allocate.ts";
import { checkLabel, checkWeight, type ExampleRows } from "./_examples.ts";
import type { Example } from "./stream_dataset.ts";

const FIRST_CAPACITY = 64; // examples at most; doubled as they come
const FIRST_ELEMENTS = 2 ** 20;

/** What the examples of a store are like. */
export interface ExampleStoreOptions {
  inputShape: readonly number[];
  targetShape: readonly number[];
  /** Factor for every input; by default 1/255 for pixels, else 1. */
  scale: number | undefined;
  /** Number of classes, if targets are labels. */
  classes: number | undefined;
  /** Examples that are put at most. */
  most: number;
}

/** Copies of examples in flat arrays, which grow as they fill. */
export class ExampleStore {
  readonly #options: ExampleStoreOptions;
  readonly #inputLength: number;
  readonly #targetLength: number;
  #inputs: Uint8Array | Float32Array | undefined; // the first example decides
  #targets: Float32Array = new Float32Array(0);
  #weights: Float32Array | undefined; // here, too
  #capacity = 0;
  #puts = 0;

  constructor(options: ExampleStoreOptions) {
    const { inputShape, targetShape, classes } = options;
    this.#options = options;
    this.#inputLength = sizeOf(inputShape);
    this.#targetLength = classes === undefined ? sizeOf(targetShape) : 1;
  }

  /** Copies an example to a place: one that was filled before, or the next. */
  put(place: number, example: Example): void {
    const { input, target, weight } = example ?? {}; // one from anywhere
    this.#check(input, target);
    this.#checkWeight(weight);
    if (place >= this.#capacity) {
      this.#grow(input instanceof Uint8Array, weight !== undefined);
    }
    this.#inputs!.set(input, place * this.#inputLength);
    if (typeof target === "number") this.#targets[place] = target;
    else this.#targets.set(target, place * this.#targetLength);
    if (weight !== undefined) this.#weights![place] = weight;
    this.#puts++;
  }

  /** Gives a view of an example. */
  get(place: number): Example {
    const [input, target] = [this.#inputLength, this.#targetLength];
    return {
      input: this.#inputs!.subarray(place * input, (place + 1) * input),
      target: this.#targets.subarray(place * target, (place + 1) * target),
      ...(this.#weights && { weight: this.#weights[place]! }),
    };
  }

  /** All places, to make batches of. */
  get rows(): ExampleRows {
    const inputs = this.#inputs!;
    const { classes } = this.#options;
    const { scale = inputs instanceof Uint8Array ? 1 / 255 : 1 } =
      this.#options;
    return {
      inputs,
      targets: this.#targets,
      weights: this.#weights,
      scale,
      classes,
      constant: false,
    };
  }

  /** How an error begins: made for one alone, as it takes memory. */
  get #attempt(): string {
    return `Cannot read example ${this.#puts}`;
  }

  #check(input: ArrayLike<number>, target: Example["target"]): void {
    const { inputShape, targetShape, classes } = this.#options;
    if (input?.length !== this.#inputLength) {
      throw new RangeError(
        `${this.#attempt}: expected an input of ${this.#inputLength} elements, ` +
          `shape ${formatShape(inputShape)}, received ${lengthOf(input)}`,
      );
    }
    const isNumber = typeof target === "number";
    const targetLength = isNumber ? 1 : target?.length;
    if (targetLength !== this.#targetLength) {
      throw new RangeError(
        `${this.#attempt}: expected ${
          classes === undefined
            ? `a target of ${this.#targetLength} elements, ` +
              `shape ${formatShape(targetShape)}`
            : "one label"
        }, received ${isNumber ? 1 : lengthOf(target)}`,
      );
    }
    if (classes !== undefined) {
      checkLabel(isNumber ? target : target[0]!, classes, this.#puts);
    }
    const pixels = this.#inputs instanceof Uint8Array;
    if (this.#inputs && pixels !== input instanceof Uint8Array) {
      throw new TypeError(
        `${this.#attempt}: expected ${
          pixels ? "pixels" : "numbers"
        } like the ` +
          `first, received ${pixels ? "numbers" : "pixels"}: make every ` +
          "input a Uint8Array, or none",
      );
    }
  }

  #checkWeight(weight: number | undefined): void {
    if (weight !== undefined) checkWeight(weight, this.#puts);
    const isWeighted = this.#weights !== undefined;
    if (this.#capacity === 0 || isWeighted === (weight !== undefined)) return;
    const [first, other] = isWeighted ? ["a", "none"] : ["no", "one"];
    throw new TypeError(
      `${this.#attempt}: expected ${first} weight like the ` +
        `first, received ${other}: give every example one, or none`,
    );
  }

  #grow(pixels: boolean, isWeighted: boolean): void {
    const [inputLength, targetLength] = [this.#inputLength, this.#targetLength];
    const fitting = Math.floor(FIRST_ELEMENTS / Math.max(1, inputLength));
    const first = Math.max(1, Math.min(FIRST_CAPACITY, fitting));
    const doubled = this.#capacity === 0 ? first : 2 * this.#capacity;
    const capacity = Math.min(doubled, this.#options.most);
    try {
      const type = pixels ? Uint8Array : Float32Array;
      const inputs = allocate<Uint8Array | Float32Array>(
        type,
        capacity * inputLength,
      );
      const targets = allocate(Float32Array, capacity * targetLength);
      if (this.#inputs) inputs.set(this.#inputs);
      targets.set(this.#targets);
      if (isWeighted) {
        const weights = allocate(Float32Array, capacity);
        weights.set(this.#weights ?? []);
        this.#weights = weights;
      }
      this.#inputs = inputs;
      this.#targets = targets;
      this.#capacity = capacity;
    } catch (cause) {
      if (!(cause instanceof AllocationError)) throw cause;
      throw new RangeError(
        `${this.#attempt}: expected memory for ${capacity} ` +
          `examples of ${inputLength} elements, received less: lower ` +
          "shuffleBuffer and batchSize",
        { cause },
      );
    }
  }
}

/** Number of elements, or what came instead of elements. */
function lengthOf(elements: ArrayLike<number> | undefined): number | string {
  return elements?.length ?? (elements as object)?.constructor.name ?? "none";
}
