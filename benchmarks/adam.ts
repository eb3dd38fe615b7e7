/**
 * What accuracy two networks reach on MNIST by Adam whose learning rate rises
 * and falls: one with a hidden layer, and a large one with dropout.
 *
 * Their settings were chosen on the last 5,000 training images, which are held
 * out; README.md beside this file says among which. From each seed a network is
 * trained, and with the weights of the epoch that did best on the held-out
 * images it meets the test images, once. What they reach is printed as the
 * median and the range.
 *
 * `deno task accuracy:adam` runs all of it. A name of a network and seeds may
 * follow, as in `deno task accuracy:adam large 1 2`. It needs MNIST in
 * `data/mnist`.
 *
 * @module
 */
import { loadMnist } from "@cutedl/datasets";
import { Dense, Dropout, type Layer, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam, cosineDecay } from "@cutedl/optimizers";
import { EarlyStopping, Session } from "@cutedl/session";

const HELD_OUT = 5000;
const WARMUP = 0.05; // of all steps
const networks: Record<string, Network> = {
  small: {
    layers: () => [new Dense(128, { activation: "relu" }), new Dense(10)],
    learningRate: 0.002,
    batchSize: 32,
    epochs: 10,
    seeds: [1, 2, 3, 4, 5],
  },
  large: {
    layers: () => [
      new Dropout(0.2),
      makeHidden(),
      new Dropout(0.3),
      makeHidden(),
      new Dropout(0.3),
      new Dense(10),
    ],
    learningRate: 0.001,
    batchSize: 128,
    epochs: 60,
    seeds: [1, 2, 3],
  },
};

interface Network {
  layers(): Layer[];
  /** The highest of the schedule. */
  learningRate: number;
  batchSize: number;
  epochs: number;
  /** Seeds of weights, order and dropout. */
  seeds: number[];
}

function makeHidden(): Layer {
  return new Dense(800, { activation: "relu", kernelInitializer: "heNormal" });
}

/** Trains a network; gives its accuracy on the test images. */
async function train(
  { layers, learningRate, batchSize, epochs }: Network,
  seed: number,
): Promise<number> {
  const steps = epochs * Math.ceil(data.train.size / batchSize);
  const warmup = Math.round(WARMUP * steps);
  const session = new Session(new Sequential(layers(), { seed }), {
    loss: new CategoricalCrossentropy(),
    optimizer: new Adam(cosineDecay(learningRate, { steps, warmup })),
    seed,
  });
  const best = new EarlyStopping({
    monitor: "valAccuracy",
    patience: Infinity,
  });
  const history = await session.fit(data.train, {
    epochs,
    batchSize,
    validation: data.validation,
    callbacks: [best],
  });
  const { accuracy = NaN } = await session.evaluate(data.test);
  console.log(
    `seed ${seed}: ${percent(accuracy)}, held out ` +
      `${percent(best.best?.value ?? NaN)}, ` +
      `${history.last("seconds").toFixed(0)} s`,
  );
  return accuracy;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

const [only, ...seeds] = Deno.args;
const chosen = Object.entries(networks)
  .filter(([name]) => only === undefined || name === only);
if (chosen.length === 0) {
  throw new RangeError(
    `Cannot train network: expected ${Object.keys(networks).join(" or ")}, ` +
      `received ${JSON.stringify(only)}`,
  );
}
const mnist = await loadMnist({ directory: "data/mnist" });
const data = {
  train: mnist.train.slice(0, -HELD_OUT),
  validation: mnist.train.slice(-HELD_OUT),
  test: mnist.test,
};
for (const [name, network] of chosen) {
  console.log(`${name}:`);
  const accuracies: number[] = [];
  for (const seed of seeds.length > 0 ? seeds.map(Number) : network.seeds) {
    accuracies.push(await train(network, seed));
  }
  if (accuracies.length === 1) continue;
  accuracies.sort((a, b) => a - b);
  const median = accuracies[accuracies.length >> 1]!;
  console.log(
    `test accuracy ${percent(median)}, the median of ${accuracies.length} ` +
      `seeds (${percent(accuracies[0]!)} to ${percent(accuracies.at(-1)!)})`,
  );
}
