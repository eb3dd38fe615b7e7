import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Flatten, Sequential } from "@cutedl/layers";
import { SparseCategoricalCrossentropy } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { tensor } from "@cutedl/tensor";
import { Session } from "../session.ts";

/** Logits of the examples: nine times their first three pixels. */
const logits = [
  [4, 0, 0], // a 0
  [0, 4, 0], // a 1
  [0, 4, 0], // a 0, wrong
  [0, 0, 9], // a 1, worst
  [0, 0, 4], // a 2
];

/** Five images of 2 x 2 pixels, of three classes. */
export const images: ArrayDataset = new ArrayDataset(
  tensor(logits.map((row) => [...row.map((logit) => logit / 9), 0])).reshape([
    5,
    2,
    2,
  ]),
  tensor([0, 1, 0, 1, 2]),
);

/** A session whose model gives nine times the first three pixels as logits. */
export function pixelSession(): Session {
  const dense = new Dense(3);
  const model = new Sequential([new Flatten(), dense]);
  model.build([2, 2]);
  const kernel = [[9, 0, 0], [0, 9, 0], [0, 0, 9], [0, 0, 0]];
  model.parameters[0]!.assign(tensor(kernel));
  return new Session(model, {
    loss: new SparseCategoricalCrossentropy(),
    optimizer: new Fixed(0.25),
    seed: 7,
  });
}
