/**
 * cutedl, as a program of a user has it: `loadMnist`, `Session`, `fit`.
 *
 * Weights and orders are not read from the files but drawn from the seed that
 * made them.
 *
 * @module
 */
import { loadMnist } from "@cutedl/datasets";
import type { Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { type Tensor, tensor } from "@cutedl/tensor";
import { makeEngine } from "../engines.ts";
import { makeModel } from "./model.ts";
import { answer, type Job, Pace, readJob } from "./protocol.ts";

const BLOCK = 50; // predictions between two looks at the clock
const FOREVER = 1e6; // epochs

async function run(job: Job): Promise<void> {
  const { mnist, batchSize, seed, learningRate } = job;
  const engine = makeEngine(job.variant);
  if (job.task === "probe") return answer({ versions: {} });
  const { train, test } = await loadMnist({
    directory: mnist,
    download: false,
  });
  const model = makeModel(job.sizes, { seed, engine });
  if (job.task === "predict") {
    const images = test.batches({ batchSize: 1 });
    return predict(job, model, (await images.next()).value!.inputs);
  }
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(learningRate),
    seed,
    ...(job.task === "target" ? {} : { metrics: [] }),
  });
  switch (job.task) {
    case "epoch": {
      await session.fit(train, { batchSize, epochs: 1 });
      const { loss } = await session.evaluate(test);
      return answer({ agreement: [loss] });
    }
    case "train": {
      const pace = new Pace(job.seconds);
      await session.fit(train, {
        batchSize,
        epochs: FOREVER,
        callbacks: [{
          onBatchEnd: ({ batchSize }) => {
            if (!pace.next(batchSize)) session.stop();
          },
        }],
      });
      return answer({ seconds: pace.seconds });
    }
    case "start": {
      await session.fit(train, {
        batchSize,
        callbacks: [{
          onBatchEnd: ({ loss }) => {
            answer({ agreement: [loss] });
            session.stop();
          },
        }],
      });
      return;
    }
    case "target": {
      await session.fit(train, {
        batchSize,
        epochs: FOREVER,
        validation: test,
        callbacks: [{
          onValidationEnd: ({ row, epoch }) => {
            if (row.valAccuracy! < job.target) return;
            answer({ agreement: [epoch] });
            session.stop();
          },
        }],
      });
      return;
    }
  }
}

function predict(job: Job, model: Sequential, image: Tensor): void {
  const pace = new Pace(job.seconds);
  const inputs = tensor(image.data.slice(), image.shape);
  let logits: Tensor;
  do {
    for (let i = 0; i < BLOCK; i++) logits = model.predict(inputs);
  } while (pace.next(BLOCK));
  answer({ seconds: pace.seconds, agreement: [...logits!.data] });
}

await run(readJob());
