/**
 * What the harness and the contenders say to each other.
 *
 * A contender is a program. It is given one argument, a {@linkcode Job} as
 * JSON, does it, and prints one line, an {@linkcode Answer} as JSON.
 * `protocol.py` is the same for contenders in Python.
 *
 * @module
 */

/**
 * What a contender can be asked to do:
 *
 * - `probe`: load its library, and tell versions;
 * - `epoch`: train one epoch, and tell the mean loss over the test images;
 * - `train`: train for a while, and tell the time per example;
 * - `predict`: predict the first test image for a while, and tell the time per
 *   prediction and the logits;
 * - `start`: load MNIST, take one step, and tell its loss;
 * - `target`: load MNIST, train until the accuracy on the test images, taken
 *   after each epoch, reaches `target`, and tell the number of epochs.
 */
export type Task =
  | "probe"
  | "epoch"
  | "train"
  | "predict"
  | "start"
  | "target";

/** What a contender is asked to do, and with what. */
export interface Job {
  task: Task;
  /** Which of several ways to compute, such as an engine. */
  variant: string;
  threads: number;
  /** Units of the layers, inputs first: `[784, 128, 10]`. */
  sizes: readonly number[];
  batchSize: number;
  learningRate: number;
  /** Accuracy to reach. */
  target: number;
  /** Seconds to measure. */
  seconds: number;
  /** Seed that weights and orders are drawn with. */
  seed: number;
  /** Directory of the four files of MNIST, plain or gzip. */
  mnist: string;
  /** File of the initial weights: kernel `[inputs, units]` and bias of each layer, float32. */
  weights: string;
  /** File of the order of the training images, one epoch after the other, uint32. */
  orders: string;
}

/** What a contender has to say. */
export interface Answer {
  /** Versions of what it is made of, by name. */
  versions?: Record<string, string>;
  /** Program that runs it, where the name that it was run by is only a way to it. */
  executable?: string;
  /** Seconds per example or prediction. */
  seconds?: number;
  /** Numbers that must be the same for all contenders, but for rounding. */
  agreement?: readonly number[];
}

/** Reads the job that this program was given. */
export function readJob(): Job {
  return JSON.parse(Deno.args[0]!);
}

/** Gives the answer. */
export function answer(said: Answer): void {
  console.log(JSON.stringify(said));
}

/** Seconds before the measurement, for compilers and caches. */
const WARM_UP = 0.3;

/** Measures the time per example, after a warm-up. */
export class Pace {
  /** Seconds per example, once `next` has said `false`. */
  seconds = NaN;
  readonly #limit: number;
  #start: number = performance.now();
  #examples = 0;
  #isWarm = false;

  /** Measures for some seconds from now. */
  constructor(seconds: number) {
    this.#limit = seconds;
  }

  /** Counts some examples that are done; tells whether to go on. */
  next(examples: number): boolean {
    const now = performance.now();
    const elapsed = (now - this.#start) / 1000;
    if (!this.#isWarm) {
      this.#isWarm = elapsed >= WARM_UP;
      if (this.#isWarm) this.#start = now;
      return true;
    }
    this.#examples += examples;
    if (elapsed < this.#limit) return true;
    this.seconds = elapsed / this.#examples;
    return false;
  }
}
