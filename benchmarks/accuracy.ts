/**
 * What accuracy networks of three sizes reach on MNIST.
 *
 * For each, the learning rate is chosen on the last 5,000 training images, which
 * are held out. With that rate it is trained from five seeds; each of the five,
 * with the weights of the epoch that did best on the held-out images, then meets
 * the test images, once. What they reach is printed as the median and the range.
 *
 * `deno task accuracy` runs it; it needs the directory of the MNIST files, by
 * default `data/mnist`, as its argument.
 *
 * @module
 */
import { type ArrayDataset, loadMnist } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { EarlyStopping, Session } from "@cutedl/session";

const HELD_OUT = 5000;
const SEEDS = [1, 2, 3, 4, 5]; // the first chooses the learning rate
const networks: Network[] = [
  { hidden: [], epochs: 10, learningRates: [0.1, 0.2, 0.4] },
  { hidden: [128], epochs: 10, learningRates: [0.1, 0.2, 0.4] },
  { hidden: [800], epochs: 25, learningRates: [0.2, 0.4, 0.8] },
];

interface Network {
  /** Units of its hidden layers. */
  hidden: number[];
  epochs: number;
  /** Those to choose from. */
  learningRates: number[];
}

/** A trained network, with the weights of its best epoch. */
interface Trained {
  session: Session;
  learningRate: number;
  /** On the held-out images. */
  accuracy: number;
}

/** Trains a network, and prints how it does on the held-out images. */
async function train(
  { hidden, epochs }: Network,
  learningRate: number,
  seed: number,
): Promise<Trained> {
  const model = new Sequential([
    ...hidden.map((units) => new Dense(units, { activation: "relu" })),
    new Dense(10),
  ], { seed });
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(learningRate),
    seed,
  });
  const best = new EarlyStopping({
    monitor: "valAccuracy",
    patience: Infinity,
  });
  const history = await session.fit(data.train, {
    epochs,
    batchSize: 64,
    validation: data.validation,
    callbacks: [best],
  });
  const accuracy = best.best?.value ?? 0;
  console.log(
    `${nameOf(hidden)}, learning rate ${learningRate}, seed ${seed}: ` +
      `${percent(accuracy)} held out, ${history.last("seconds").toFixed(1)} s`,
  );
  return { session, learningRate, accuracy };
}

const mnist = await loadMnist({ directory: Deno.args[0] ?? "data/mnist" });
const data: Record<"train" | "validation", ArrayDataset> = {
  train: mnist.train.slice(0, -HELD_OUT),
  validation: mnist.train.slice(-HELD_OUT),
};

for (const network of networks) {
  const [seed, ...otherSeeds] = SEEDS;
  const candidates: Trained[] = [];
  for (const learningRate of network.learningRates) {
    candidates.push(await train(network, learningRate, seed!));
  }
  const chosen = candidates.reduce((a, b) => b.accuracy > a.accuracy ? b : a);
  const runs = [chosen];
  for (const seed of otherSeeds) {
    runs.push(await train(network, chosen.learningRate, seed));
  }
  const accuracies: number[] = [];
  for (const { session } of runs) {
    accuracies.push((await session.evaluate(mnist.test)).accuracy ?? NaN);
  }
  accuracies.sort((a, b) => a - b);
  const [least, median, most] = [0, 0.5, 1].map((share) =>
    percent(accuracies[share * (accuracies.length - 1)]!)
  );
  console.log(
    `${nameOf(network.hidden)}: test accuracy ${median}, the median of ` +
      `${accuracies.length} seeds (${least} to ${most}), learning rate ` +
      `${chosen.learningRate}, within ${network.epochs} epochs\n`,
  );
}

function nameOf(hidden: readonly number[]): string {
  return [784, ...hidden, 10].join("→");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
