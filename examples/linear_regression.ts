/**
 * Fits a line to noisy points by mean squared error.
 *
 * Run it with `deno run examples/linear_regression.ts`.
 *
 * @module
 */
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { Random, zeros } from "@cutedl/tensor";

const [slope, intercept, noise] = [3, -1, 0.1];
const random = new Random(1);
const inputs = zeros([1000, 1]);
const targets = zeros([1000, 1]);
for (let i = 0; i < inputs.size; i++) {
  const x = random.uniform(-1, 1);
  inputs.data[i] = x;
  targets.data[i] = slope * x + intercept + random.normal(0, noise);
}

const model = new Sequential([new Dense(1, { inputs: 1 })], { seed: 1 });
const session = new Session(model, {
  loss: new MeanSquaredError(),
  optimizer: new Fixed(0.1),
});
await session.fit(new ArrayDataset(inputs, targets), {
  epochs: 20,
  batchSize: 32,
});

const [kernel, bias] = model.parameters.map((p) => p.value.data[0]!);
console.log(`y = ${kernel!.toFixed(3)} x + ${bias!.toFixed(3)}`);
console.log(`drawn from y = ${slope} x + ${intercept}, noise ${noise}`);

const isClose = Math.abs(kernel! - slope) < 0.03 &&
  Math.abs(bias! - intercept) < 0.03;
if (!isClose) { // NaN is not, either
  throw new Error(
    `Cannot fit the line: expected ${slope} and ${intercept} within 0.03, ` +
      `received ${kernel} and ${bias}`,
  );
}
