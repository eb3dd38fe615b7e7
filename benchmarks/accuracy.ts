/**
 * What accuracy networks of three sizes reach on MNIST.
 *
 * For each, the learning rate is chosen on the last 5,000 training images, which
 * are held out; the network that did best on them, with the weights of its best
 * epoch, then meets the test images, once.
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
const networks = [
  { hidden: [], epochs: 10, learningRates: [0.1, 0.2, 0.4] },
  { hidden: [128], epochs: 10, learningRates: [0.1, 0.2, 0.4] },
  { hidden: [800], epochs: 25, learningRates: [0.2, 0.4, 0.8] },
];

/** Trains a network, and ends with the weights of its best epoch. */
async function train(
  data: { train: ArrayDataset; validation: ArrayDataset },
  hidden: number[],
  epochs: number,
  learningRate: number,
): Promise<{ session: Session; accuracy: number; seconds: number }> {
  const model = new Sequential([
    ...hidden.map((units) => new Dense(units, { activation: "relu" })),
    new Dense(10),
  ], { seed: 1 });
  const session = new Session(model, {
    loss: new CategoricalCrossentropy(),
    optimizer: new Fixed(learningRate),
    seed: 1,
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
  return {
    session,
    accuracy: best.best?.value ?? 0,
    seconds: history.last("seconds"),
  };
}

const directory = Deno.args[0] ?? "data/mnist";
const mnist = await loadMnist({ directory });
const data = {
  train: mnist.train.slice(0, -HELD_OUT),
  validation: mnist.train.slice(-HELD_OUT),
};

for (const { hidden, epochs, learningRates } of networks) {
  const name = [784, ...hidden, 10].join("→");
  const runs = [];
  for (const learningRate of learningRates) {
    const run = await train(data, hidden, epochs, learningRate);
    runs.push({ learningRate, ...run });
    console.log(
      `${name}, learning rate ${learningRate}: ${percent(run.accuracy)} held ` +
        `out, ${run.seconds.toFixed(1)} s`,
    );
  }
  const best = runs.reduce((a, b) => b.accuracy > a.accuracy ? b : a);
  const { accuracy = NaN } = await best.session.evaluate(mnist.test);
  console.log(
    `${name}: test accuracy ${percent(accuracy)} with learning rate ` +
      `${best.learningRate}, within ${epochs} epochs\n`,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
