/**
 * Trains softmax regression for one epoch from two IDX files that need not fit
 * in memory, and prints speed and peak memory.
 *
 * `deno run --allow-read=DIR benchmarks/streaming.ts IMAGES LABELS`, with files
 * in DIR.
 *
 * @module
 */
import { idxDataset } from "@cutedl/datasets";
import { openFile } from "@cutedl/datasets/file";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";

const [images, labels] = Deno.args;
if (images === undefined || labels === undefined) {
  throw new Error("Expected two arguments: a file of images, one of labels");
}
const data = await idxDataset(() => openFile(images), () => openFile(labels), {
  classes: 10,
  shuffleBuffer: 10_000,
});
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
