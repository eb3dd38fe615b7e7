/**
 * Compares optimizers on MNIST by softmax regression, as cute-dl does.
 *
 * All start from the same weights and take the same batches of 64. The test
 * images are validated on after each epoch. A run ends when 91 % is held, that
 * is, 20 validations in a row are above it, or when 20 have not improved the
 * loss.
 *
 * `deno task optimizers` runs it; another limit than 1200 epochs may follow.
 * Where MNIST is not in `data/mnist`, it takes digits that it draws itself.
 *
 * @module
 */
import { Dense, Normal, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import {
  Adadelta,
  Adagrad,
  Adam,
  Fixed,
  Momentum,
  type Optimizer,
  RMSProp,
} from "@cutedl/optimizers";
import { EarlyStopping, Session } from "@cutedl/session";
import { Hold } from "./_hold.ts";
import { loadDigits } from "./_mnist_data.ts";

const TARGET = 0.91;
const PATIENCE = 20; // validations
const EPSILON = 1e-6; // cute-dl's, beside the root, and so squared under one
const runs: [string, Optimizer, activation?: "relu"][] = [
  ["Fixed 0.0001", new Fixed(0.0001)],
  ["Fixed 0.01", new Fixed(0.01)],
  ["Fixed 0.2", new Fixed(0.2)],
  ["Fixed 0.2, relu at the end", new Fixed(0.2), "relu"],
  ["Momentum 0.002/0.9", new Momentum(0.002, { momentum: 0.9 })],
  ["Adagrad 0.001", new Adagrad(0.001, { epsilon: EPSILON })],
  [
    "RMSProp 0.0001/0.99",
    new RMSProp(0.0001, { rho: 0.99, epsilon: EPSILON }),
  ],
  ["Adadelta 0.99", new Adadelta(1, { rho: 0.99, epsilon: EPSILON ** 2 })],
  ["Adam 0.0001", new Adam(0.0001, { beta1: 0.9, beta2: 0.99 })],
];

/** Prints a row of the table. */
function print(name: string, ...cells: string[]): void {
  console.log(
    name.padEnd(28) + cells.map((cell) => cell.padStart(15)).join(""),
  );
}

const [limit] = Deno.args;
const epochs = Number(limit ?? 1200);
const { train, test, dataset } = await loadDigits(
  undefined,
  (reason) => console.error(`${reason}\n`),
);
console.log(`On ${dataset} digits, at most ${epochs} epochs each:\n`);
print("", "best accuracy", "91 % held from", "ended at step", "seconds");
for (const [name, optimizer, activation = "linear"] of runs) {
  const kernelInitializer = new Normal({ scale: 0.01 });
  const model = new Sequential([
    new Dense(10, { activation, kernelInitializer }),
  ], { seed: 1 });
  const loss = new CategoricalCrossentropy();
  const session = new Session(model, { loss, optimizer });
  const hold = new Hold(TARGET, PATIENCE);
  const history = await session.fit(train, {
    epochs,
    batchSize: 64,
    shuffle: false,
    validation: test,
    callbacks: [hold, new EarlyStopping({ patience: PATIENCE })],
  });
  print(
    name,
    `${(history.best("valAccuracy").value * 100).toFixed(2)} %`,
    hold.from?.toLocaleString("en") ?? "not",
    session.step.toLocaleString("en"),
    history.last("seconds").toFixed(1),
  );
  const isPromised = dataset === "mnist" && limit === undefined &&
    activation === "linear";
  if (isPromised && hold.from === undefined) {
    throw new Error(
      `Cannot hold ${TARGET}: expected ${name} to within ${epochs} epochs, ` +
        `received at best ${history.best("valAccuracy").value}`,
    );
  }
}
