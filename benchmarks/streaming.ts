/**
 * Trains softmax regression for one epoch on ten times MNIST, read from disk
 * while it trains, and prints speed and peak memory.
 *
 * `deno run --allow-read=data/mnist benchmarks/streaming.ts` runs it; another
 * directory of the gzip files may be its argument.
 *
 * @module
 */
import { idxDataset, readIdx } from "@cutedl/datasets";
import { openFile } from "@cutedl/datasets/file";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";

const TIMES = 10;
const directory = Deno.args[0] ?? "data/mnist";

/** An IDX file of bytes, with all its items several times over. */
function repeated(name: string): ReadableStream<Uint8Array> {
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (let time = 0; time < TIMES; time++) {
      const file = await openFile(`${directory}/${name}`);
      const idx = await readIdx(file, { type: "uint8", name });
      if (time === 0) yield headerOf(idx.shape);
      yield* idx.chunks(1000);
    }
  }
  return ReadableStream.from(parts());
}

function headerOf([count, ...itemShape]: readonly number[]): Uint8Array {
  const shape = [count! * TIMES, ...itemShape];
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length); // bytes, and the rank
  shape.forEach((size, axis) => header.setUint32(4 + 4 * axis, size));
  return new Uint8Array(header.buffer);
}

const data = await idxDataset(
  () => repeated("train-images-idx3-ubyte.gz"),
  () => repeated("train-labels-idx1-ubyte.gz"),
  { classes: 10, shuffleBuffer: 10_000 },
);
const session = new Session(new Sequential([new Dense(10)]), {
  loss: new CategoricalCrossentropy(),
  optimizer: new Fixed(0.1),
});
let peak = 0;
const history = await session.fit(data, {
  batchSize: 64,
  callbacks: [{
    onBatchEnd: ({ step }) => {
      if (step % 100 === 0) peak = Math.max(peak, Deno.memoryUsage().rss);
    },
  }],
});
const seconds = history.last("seconds");
console.log(
  `${data.size} images in ${seconds.toFixed(1)} s, accuracy ` +
    `${history.last("accuracy").toFixed(4)}, at most ` +
    `${Math.round(peak / 1e6)} MB in the process`,
);
