/**
 * What accuracy a network 784→800→800→10 with dropout reaches on MNIST, trained
 * by Adam whose learning rate rises and falls.
 *
 * Learning rate and rates of dropout are chosen on the last 5,000 training
 * images, which are held out. The chosen network, with the weights of the epoch
 * that did best there, meets the test images once.
 *
 * `deno task accuracy:dropout` runs it; it needs the directory of the MNIST
 * files, by default `data/mnist`, as its argument.
 *
 * @module
 */
import { loadMnist } from "@cutedl/datasets";
import { Dense, Dropout, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam, cosineDecay } from "@cutedl/optimizers";
import { EarlyStopping, Session } from "@cutedl/session";

const HELD_OUT = 5000;
const EPOCHS = 35;
const BATCH = 128;
const WARMUP = 0.05; // of all steps
const SEED = 1;
const candidates: Settings[] = [
  { learningRate: 0.001, inputs: 0.2, hidden: 0.5 },
  { learningRate: 0.002, inputs: 0.2, hidden: 0.5 },
  { learningRate: 0.001, inputs: 0.1, hidden: 0.4 },
];

interface Settings {
  /** The highest rate of the schedule. */
  learningRate: number;
  /** Share of the pixels that are dropped. */
  inputs: number;
  /** Share of the activations of hidden layers that are dropped. */
  hidden: number;
}

/** A trained network, with the weights of its best epoch. */
interface Trained {
  session: Session;
  settings: Settings;
  /** On the held-out images. */
  accuracy: number;
}

/** Trains a network, and prints how it does on the held-out images. */
async function train(settings: Settings): Promise<Trained> {
  const { learningRate, inputs, hidden } = settings;
  const dense = () =>
    new Dense(800, { activation: "relu", kernelInitializer: "heNormal" });
  const model = new Sequential([
    new Dropout(inputs),
    dense(),
    new Dropout(hidden),
    dense(),
    new Dropout(hidden),
    new Dense(10),
  ], { seed: SEED });
  const steps = EPOCHS * Math.ceil(data.train.size / BATCH);
  const warmup = Math.round(WARMUP * steps);
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Adam(cosineDecay(learningRate, { steps, warmup })),
    seed: SEED,
  });
  const best = new EarlyStopping({
    monitor: "valAccuracy",
    patience: Infinity,
  });
  const history = await session.fit(data.train, {
    epochs: EPOCHS,
    batchSize: BATCH,
    validation: data.validation,
    callbacks: [best],
  });
  const accuracy = best.best?.value ?? 0;
  console.log(
    `${describe(settings)}: ${percent(accuracy)} held out, ` +
      `${history.last("seconds").toFixed(1)} s`,
  );
  return { session, settings, accuracy };
}

const mnist = await loadMnist({ directory: Deno.args[0] ?? "data/mnist" });
const data = {
  train: mnist.train.slice(0, -HELD_OUT),
  validation: mnist.train.slice(-HELD_OUT),
};
const trained: Trained[] = [];
for (const settings of candidates) trained.push(await train(settings));
const { session, settings } = trained
  .reduce((a, b) => b.accuracy > a.accuracy ? b : a);
const { accuracy = NaN } = await session.evaluate(mnist.test);
console.log(
  `784→800→800→10: test accuracy ${percent(accuracy)}, ${
    describe(settings)
  }, ` +
    `within ${EPOCHS} epochs`,
);

function describe({ learningRate, inputs, hidden }: Settings): string {
  return `learning rate ${learningRate}, dropout ${inputs} and ${hidden}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
