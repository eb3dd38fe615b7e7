// Run by closed_output_test.ts, which closes the standard output meanwhile.
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { ProgressBar, Session } from "@cutedl/session";
import { tensor } from "@cutedl/tensor";

const session = new Session(new Sequential([new Dense(1)]), {
  loss: new MeanSquaredError(),
  optimizer: new Fixed(0.1),
});
const data = new ArrayDataset(tensor([[1]]), tensor([[2]]));
for (let fit = 0; fit < 2; fit++) {
  await session.fit(data, {
    epochs: 50,
    callbacks: [new ProgressBar(), {
      onEpochEnd: () => new Promise((resolve) => setTimeout(resolve, 5)),
    }],
  });
}
console.error(`trained ${session.epoch} epochs`);
