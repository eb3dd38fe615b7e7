/**
 * Learns exclusive or: two tanh units and binary cross-entropy.
 *
 * Run it with `deno run examples/xor.ts`.
 *
 * @module
 */
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { BinaryCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import { tensor } from "@cutedl/tensor";

const inputs = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
const targets = tensor([[0], [1], [1], [0]]);

const model = new Sequential([
  new Dense(4, { inputs: 2, activation: "tanh" }),
  new Dense(1), // logits: the loss applies the sigmoid
], { seed: 1 });
const session = new Session(model, {
  loss: new BinaryCrossentropy(),
  optimizer: new Fixed(0.5),
});
const data = new ArrayDataset(inputs, targets);
await session.fit(data, { epochs: 1000, batchSize: 4 });

const { loss, accuracy } = await session.evaluate(data);
const logits = session.predict(inputs);
for (let i = 0; i < 4; i++) {
  const [a, b] = inputs.data.subarray(2 * i);
  const probability = 1 / (1 + Math.exp(-logits.data[i]!));
  console.log(`${a} xor ${b} = ${probability.toFixed(3)}`);
}
console.log(`loss ${loss.toFixed(4)}, accuracy ${accuracy}`);

if (accuracy !== 1 || !(loss < 0.05)) {
  throw new Error(
    `Cannot learn exclusive or: expected accuracy 1 and a loss below 0.05, ` +
      `received ${accuracy} and ${loss}`,
  );
}
