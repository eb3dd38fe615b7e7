/**
 * Trains a network with a hidden layer, and predicts: what a page would load.
 *
 * @module
 */
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { tensor } from "@cutedl/tensor";

const inputs = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
const targets = tensor([[1, 0], [0, 1], [0, 1], [1, 0]]);
const model = new Sequential([
  new Dense(8, { inputs: 2, activation: "tanh" }),
  new Dense(2),
], { seed: 1 });
const session = new Session(model, {
  loss: new CategoricalCrossentropy(),
  optimizer: new Adam(0.05),
});
await session.fit(new ArrayDataset(inputs, targets), { epochs: 200 });
console.log(session.predict(inputs).toArray());
