import type { ArrayDataset } from "@cutedl/datasets";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import type { Engine } from "@cutedl/tensor/engine";
import { makeModel } from "../peers/model.ts";
import { median } from "../peers/statistics.ts";
import { settings, type Workload } from "../peers/workloads.ts";
import { Recorder } from "./recorder.ts";

/** What a kernel takes of a step. */
export interface KernelShare {
  readonly label: string;
  readonly calls: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly flops: number;
}

/** Where the time of a step goes. */
export interface Profile {
  /** Seconds of a step of which nothing is recorded. */
  readonly step: number;
  /** The longest first. */
  readonly kernels: readonly KernelShare[];
}

/** How long to measure. */
export interface ProfileOptions {
  /** Seconds of one measurement. */
  seconds: number;
  rounds: number;
}

const WARM_UP = 1; // seconds
const COUNTED = 20; // steps whose costs are counted

/**
 * Trains, in turns, with and without a recorder.
 *
 * @returns Medians over the rounds, of the step and of each kernel.
 */
export async function profile(
  workload: Workload,
  engine: Engine,
  data: ArrayDataset,
  { seconds, rounds }: ProfileOptions,
): Promise<Profile> {
  const { batchSize } = workload;
  const recorder = new Recorder(engine);
  const plain = makeSession(workload, engine);
  const recorded = makeSession(workload, recorder.engine);
  // whole batches only
  const whole = data.slice(0, data.size - data.size % batchSize);
  const train = (session: Session, limit: Limit): Promise<Stretch> =>
    trainFor(session, whole, batchSize, limit);

  await train(plain, { seconds: WARM_UP });
  await train(recorded, { seconds: WARM_UP });
  recorder.mode = "costs";
  const counted = await train(recorded, { steps: COUNTED });
  recorder.mode = "times";
  const steps: number[] = [];
  const times = new Map<string, number[]>();
  for (const label of recorder.costs.keys()) times.set(label, []);
  for (let round = 0; round < rounds; round++) {
    const stretch = await train(plain, { seconds });
    steps.push(stretch.seconds / stretch.steps);
    recorder.times.clear();
    const timed = await train(recorded, { seconds });
    for (const [label, all] of times) {
      all.push((recorder.times.get(label) ?? 0) / timed.steps);
    }
  }

  const kernels = [...recorder.costs].map(([label, costs]) => ({
    label,
    seconds: median(times.get(label)!),
    calls: costs.calls / counted.steps,
    bytes: costs.bytes / counted.steps,
    flops: costs.flops / counted.steps,
  })).filter(({ seconds }) => seconds > 0); // others were only counted
  kernels.sort((a, b) => b.seconds - a.seconds);
  return { step: median(steps), kernels };
}

interface Limit {
  steps?: number;
  seconds?: number;
}

interface Stretch {
  readonly steps: number;
  readonly seconds: number;
}

/** Trains for some time or some steps, whichever ends first. */
async function trainFor(
  session: Session,
  data: ArrayDataset,
  batchSize: number,
  { steps: most = Infinity, seconds: longest = Infinity }: Limit,
): Promise<Stretch> {
  const start = performance.now();
  let [steps, seconds] = [0, 0];
  while (steps < most && seconds < longest) {
    await session.fit(data, {
      batchSize,
      callbacks: [{
        onBatchEnd: () => {
          steps++;
          seconds = (performance.now() - start) / 1000;
          if (steps >= most || seconds >= longest) session.stop();
        },
      }],
    });
  }
  return { steps, seconds };
}

function makeSession({ sizes }: Workload, engine: Engine): Session {
  const { seed, learningRate } = settings;
  return new Session(makeModel(sizes, { seed, engine }), {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(learningRate),
    metrics: [],
    seed,
  });
}
