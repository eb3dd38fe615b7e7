import { ArrayDataset } from "@cutedl/datasets";
import {
  Dense,
  modelFromBytes,
  modelToBytes,
  Sequential,
} from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import {
  EarlyStopping,
  Session,
  sessionFromBytes,
  sessionToBytes,
} from "@cutedl/session";
import { tensor, zeros } from "@cutedl/tensor";

const INPUTS = tensor([[1, 2], [3, 4], [5, 6]]);
const TARGETS = tensor([[0, 1], [1, 0], [1, 0]]);
const parts = () => ({
  loss: new CategoricalCrossentropy(),
  optimizer: new Adam(),
});

/** A valid file of a model. */
export function modelFile(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(modelToBytes(
    new Sequential([
      new Dense(3, { inputs: 2, activation: "leakyRelu" }),
      new Dense(2),
    ]),
  ));
}

/** A valid file of a session amid its second epoch. */
export async function sessionFile(): Promise<Uint8Array<ArrayBuffer>> {
  const model = new Sequential([new Dense(2, { inputs: 2 })], { seed: 1 });
  const session = new Session(model, parts());
  let bytes = new Uint8Array(0);
  await session.fit(new ArrayDataset(INPUTS, TARGETS), {
    epochs: 2,
    batchSize: 1,
    callbacks: [new EarlyStopping({ monitor: "loss" }), {
      onSavePoint({ step }) {
        if (step === 3) bytes = Uint8Array.from(sessionToBytes(session));
      },
    }],
  });
  return bytes;
}

/** Whether a model of the file predicts, by ours. */
export function readModel(bytes: Uint8Array): string {
  const model = modelFromBytes(bytes);
  const outputs = model.predict(zeros([1, ...model.inputShape!]));
  const isRight = `${outputs.shape}` === `${[1, ...model.outputShape!]}`;
  return isRight ? "a model" : `outputs ${outputs.shape}`;
}

/** Whether a session of the file takes a step, by ours. */
export function readSession(bytes: Uint8Array): string {
  const session = sessionFromBytes(bytes, parts());
  const loss = session.trainBatch(INPUTS, TARGETS);
  return Number.isFinite(loss) ? "a session" : `a loss of ${loss}`;
}
