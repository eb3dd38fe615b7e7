// Run in a process of its own by streamed_memory.ts: trains for an epoch on two
// IDX files, and prints how much larger than before it opened them it was.
import { idxDataset } from "@cutedl/datasets";
import { openFile } from "@cutedl/datasets/file";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";

const [images, labels, shuffleBuffer] = Deno.args as [string, string, string];
const start = Deno.memoryUsage().rss;
let peak = start;
const data = await idxDataset(() => openFile(images), () => openFile(labels), {
  classes: 10,
  shuffleBuffer: Math.max(1, Number(shuffleBuffer)),
});
const session = new Session(new Sequential([new Dense(10)]), {
  loss: new CategoricalCrossentropy(),
  optimizer: new Fixed(0.1),
});
await session.fit(data, {
  batchSize: 64,
  shuffle: Number(shuffleBuffer) > 0,
  callbacks: [{
    onBatchEnd: ({ step }) => {
      if (step % 10 === 0) peak = Math.max(peak, Deno.memoryUsage().rss);
    },
  }],
});
console.log(peak - start);
