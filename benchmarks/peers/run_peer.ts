/**
 * What contenders in JavaScript that have no training loop of their own have in
 * common: MNIST, batches, the loop, evaluation.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { answer, type Job, Pace, readJob } from "./protocol.ts";

/** A model of another library, with its training step. */
export interface Peer {
  /**
   * Takes one step; gives the mean loss of the batch.
   *
   * @param inputs `[batch, pixels]`, used again for the next batch.
   * @param targets One-hot rows, `[batch, classes]`, used again, too.
   * @param batch Number of rows.
   */
  train(inputs: Float32Array, targets: Float32Array, batch: number): number;

  /** Gives the logits `[batch, classes]` of some inputs. */
  predict(inputs: Float32Array, batch: number): Float32Array;
}

/** Makes a peer from its job and the initial weights. */
export type MakePeer = (job: Job, layers: InitialLayer[]) => Peer;

/** Initial weights of one layer. */
export interface InitialLayer {
  readonly inputs: number;
  readonly units: number;
  /** `[inputs, units]`. */
  readonly kernel: Float32Array;
  /** `[units]`. */
  readonly bias: Float32Array;
}

interface Examples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

const BLOCK = 50; // predictions between two looks at the clock
const EVALUATED = 1000; // images at once

/** Does the job that this program was given. */
export function runPeer(
  versions: Record<string, string>,
  make: MakePeer,
): void {
  const job = readJob();
  if (job.task === "probe") return answer({ versions });
  const train = readExamples(job.mnist, "train");
  const test = readExamples(job.mnist, "t10k");
  const peer = make(job, readLayers(job));
  if (job.task === "predict") return predict(job, peer, test);
  const order = orders(job, train.labels.length);
  if (job.task === "start") {
    const indices = order.next().value!.subarray(0, job.batchSize);
    const batch = new Batch(job, train);
    return answer({ agreement: [batch.train(peer, indices)] });
  }
  trainEpochs(job, peer, { train, test, order });
}

function trainEpochs(
  job: Job,
  peer: Peer,
  { train, test, order }: {
    train: Examples;
    test: Examples;
    order: Generator<Uint32Array>;
  },
): void {
  const pace = new Pace(job.seconds);
  const batch = new Batch(job, train);
  let epoch = 0;
  for (const indices of order) {
    epoch++;
    for (let start = 0; start < indices.length; start += job.batchSize) {
      const some = indices.subarray(start, start + job.batchSize);
      batch.train(peer, some);
      if (job.task === "train" && !pace.next(some.length)) {
        return answer({ seconds: pace.seconds });
      }
    }
    if (job.task === "train") continue;
    const { loss, accuracy } = evaluate(job, peer, test);
    if (job.task === "epoch") return answer({ agreement: [loss] });
    if (accuracy >= job.target) return answer({ agreement: [epoch] });
  }
}

function predict(job: Job, peer: Peer, test: Examples): void {
  const pace = new Pace(job.seconds);
  const inputs = Float32Array.from(
    test.images.subarray(0, job.sizes[0]),
    (pixel) => pixel / 255,
  );
  let logits: Float32Array;
  do {
    for (let i = 0; i < BLOCK; i++) logits = peer.predict(inputs, 1);
  } while (pace.next(BLOCK));
  answer({ seconds: pace.seconds, agreement: [...logits!] });
}

function evaluate(
  { sizes }: Job,
  peer: Peer,
  { images, labels }: Examples,
): { loss: number; accuracy: number } {
  const [pixels, classes] = [sizes[0]!, sizes.at(-1)!];
  let [loss, right] = [0, 0];
  for (let start = 0; start < labels.length; start += EVALUATED) {
    const count = Math.min(EVALUATED, labels.length - start);
    const inputs = Float32Array.from(
      images.subarray(start * pixels, (start + count) * pixels),
      (pixel) => pixel / 255,
    );
    const logits = peer.predict(inputs, count);
    for (let i = 0; i < count; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      const label = labels[start + i]!;
      const highest = Math.max(...row);
      const sum = row.reduce((sum, z) => sum + Math.exp(z - highest), 0);
      loss += Math.log(sum) + highest - row[label]!;
      if (row.indexOf(highest) === label) right++;
    }
  }
  return { loss: loss / labels.length, accuracy: right / labels.length };
}

/** Gathers batches, always in the same memory. */
class Batch {
  readonly #job: Job;
  readonly #examples: Examples;
  readonly #inputs: Float32Array;
  readonly #targets: Float32Array;

  constructor(job: Job, examples: Examples) {
    const { sizes, batchSize } = job;
    this.#job = job;
    this.#examples = examples;
    this.#inputs = new Float32Array(batchSize * sizes[0]!);
    this.#targets = new Float32Array(batchSize * sizes.at(-1)!);
  }

  train(peer: Peer, indices: Uint32Array): number {
    const { sizes } = this.#job;
    const [pixels, classes] = [sizes[0]!, sizes.at(-1)!];
    const { images, labels } = this.#examples;
    const batch = indices.length;
    const inputs = this.#inputs.subarray(0, batch * pixels);
    const targets = this.#targets.subarray(0, batch * classes);
    targets.fill(0);
    for (let row = 0; row < batch; row++) {
      const from = indices[row]! * pixels;
      const to = row * pixels;
      for (let i = 0; i < pixels; i++) {
        inputs[to + i] = images[from + i]! * (1 / 255);
      }
      targets[row * classes + labels[indices[row]!]!] = 1;
    }
    return peer.train(inputs, targets, batch);
  }
}

/** Gives the orders of the epochs; after the last the first again. */
function* orders(job: Job, size: number): Generator<Uint32Array> {
  const all = new Uint32Array(Deno.readFileSync(job.orders).buffer);
  while (true) {
    for (let start = 0; start < all.length; start += size) {
      yield all.subarray(start, start + size);
    }
  }
}

function readLayers({ weights, sizes }: Job): InitialLayer[] {
  const all = new Float32Array(Deno.readFileSync(weights).buffer);
  let start = 0;
  const take = (length: number) => all.slice(start, start += length);
  return sizes.slice(1).map((units, i) => {
    const inputs = sizes[i]!;
    return { inputs, units, kernel: take(inputs * units), bias: take(units) };
  });
}

function readExamples(directory: string, part: "train" | "t10k"): Examples {
  return {
    images: readIdx(`${directory}/${part}-images-idx3-ubyte`).subarray(16),
    labels: readIdx(`${directory}/${part}-labels-idx1-ubyte`).subarray(8),
  };
}

/** Reads a file of MNIST, plain or gzip, header included. */
function readIdx(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return gunzipSync(Deno.readFileSync(`${path}.gz`));
  }
}
