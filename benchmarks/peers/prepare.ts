import { Random } from "@cutedl/tensor";
import { join } from "@std/path/join";
import { gunzipSync, gzipSync } from "node:zlib";
import { makeModel } from "./model.ts";
import type { Job } from "./protocol.ts";
import { settings, type Workload } from "./workloads.ts";

const FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];
const EPOCHS = 10; // whose orders are written

/**
 * Writes what all contenders read: MNIST in the forms that are asked for,
 * initial weights, and the orders of the training images.
 *
 * @param mnist Directory of the files of MNIST, plain or gzip.
 * @param directory Directory to write into.
 * @param workloads What will be measured.
 */
export async function prepare(
  mnist: string,
  directory: string,
  workloads: readonly Workload[],
): Promise<void> {
  let count = 0;
  const forms = new Set(workloads.map(({ files }) => files));
  for (const form of forms) await Deno.mkdir(join(directory, form));
  for (const file of FILES) {
    const { plain, packed } = await readFile(mnist, file);
    if (file === FILES[1]) count = plain.length - 8; // its header
    if (forms.has("plain")) {
      await Deno.writeFile(join(directory, "plain", file), plain);
    }
    if (forms.has("gzip")) {
      const path = join(directory, "gzip", `${file}.gz`);
      await Deno.writeFile(path, packed ?? gzipSync(plain));
    }
  }
  const { seed } = settings;
  const orders = new Uint32Array(EPOCHS * count);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = new Random(seed).derive(epoch).permutation(count);
    orders.set(order, epoch * count);
  }
  await Deno.writeFile(ordersPath(directory), new Uint8Array(orders.buffer));
  for (const { sizes } of workloads) {
    const { parameters } = makeModel(sizes, { seed });
    const bytes = parameters.map(({ value }) => toBytes(value.data));
    const weights = new Uint8Array(await new Blob(bytes).arrayBuffer());
    await Deno.writeFile(weightsPath(directory, sizes), weights);
  }
}

/** Makes the job of a workload. */
export function makeJob(
  { task, sizes, batchSize, files }: Workload,
  directory: string,
): Omit<Job, "variant" | "threads" | "seconds"> {
  return {
    ...settings,
    task,
    sizes,
    batchSize,
    mnist: join(directory, files),
    weights: weightsPath(directory, sizes),
    orders: ordersPath(directory),
  };
}

function ordersPath(directory: string): string {
  return join(directory, "orders");
}

function weightsPath(directory: string, sizes: readonly number[]): string {
  return join(directory, `weights-${sizes.join("-")}`);
}

async function readFile(
  directory: string,
  file: string,
): Promise<{ plain: Uint8Array; packed: Uint8Array | undefined }> {
  const path = join(directory, file);
  const packed = await read(`${path}.gz`);
  const plain = await read(path) ?? (packed && gunzipSync(packed));
  if (plain === undefined) {
    throw new Error(
      `Cannot prepare benchmarks: expected the files of MNIST in ${directory}, ` +
        `received no ${file}: name their directory with --mnist, or run ` +
        "deno task mnist, which downloads them into data/mnist",
    );
  }
  return { plain, packed };
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const { NotADirectory, NotFound } = Deno.errors;
    const isMissing = error instanceof NotFound ||
      error instanceof NotADirectory;
    if (isMissing) return undefined;
    throw error;
  }
}

/** Copies floats out of memory that may be shared. */
function toBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(values).buffer);
}
