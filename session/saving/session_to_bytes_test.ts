import { ArrayDataset } from "@cutedl/datasets";
import { Dense, modelFromBytes, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { decodeSafetensors, tensor } from "@cutedl/tensor";
import { assertEquals, assertThrows } from "@std/assert";
import manifest from "../deno.json" with { type: "json" };
import { EarlyStopping } from "../callbacks/early_stopping.ts";
import { Session } from "../session.ts";
import { VERSION } from "./_version.ts";
import { sessionToBytes } from "./session_to_bytes.ts";

const inputs = tensor([[1], [2], [3], [4]]);
const data = new ArrayDataset(inputs, inputs);

function makeSession(): Session {
  const dense = new Dense(1, { inputs: 1, kernelInitializer: "zeros" });
  return new Session(new Sequential([dense]), {
    loss: new MeanSquaredError(),
    optimizer: new Fixed(0.125),
    seed: 7,
  });
}

Deno.test("sessionToBytes() writes the file of the model, and the state beside it", async () => {
  const session = makeSession();
  let bytes = new Uint8Array();
  await session.fit(data, {
    epochs: 2,
    batchSize: 3,
    shuffle: false,
    callbacks: [
      new EarlyStopping({ monitor: "loss", patience: 3 }),
      {
        onSavePoint({ step }) {
          if (step === 3) bytes = sessionToBytes(session);
        },
      },
    ],
  });
  const { tensors, metadata } = decodeSafetensors(bytes);
  assertEquals([...tensors.keys()], [
    "0.dense.bias",
    "0.dense.kernel",
    "session.fit.callbacks.0.state.weights.0.dense.bias",
    "session.fit.callbacks.0.state.weights.0.dense.kernel",
  ]);
  assertEquals([...metadata.keys()], ["cutedl", "cutedl.session"]);
  const { state, ...rest } = JSON.parse(metadata.get("cutedl.session")!);
  assertEquals(rest, { format: 1, version: VERSION });
  const { seconds, history, fit, ...counters } = state;
  assertEquals(counters, {
    loss: { name: "meanSquaredError", predictions: "values" },
    optimizer: {
      optimizer: "fixed",
      step: 3,
      settings: counters.optimizer.settings,
      slots: {},
    },
    seed: 7,
    epoch: 1,
    step: 3,
  });
  assertEquals(counters.optimizer.settings.learningRate, 0.125);
  assertEquals(typeof seconds, "number");
  const [{ seconds: _, ...row }] = history;
  // (1 + 4 + 9) / 2 / 3 of three examples, then of one
  const first = session.history.rows[0]!.loss;
  assertEquals(row, { epoch: 1, step: 2, loss: first });
  const { recorder, callbacks, ...place } = fit;
  assertEquals(place, {
    batches: { size: 4, batchSize: 3, shuffle: false },
    firstEpoch: 0,
    batch: 1,
    isStopping: false,
    rows: 1,
  });
  assertEquals(recorder.scores.examples, 3);
  assertEquals(callbacks.map(({ name }: { name: string }) => name), [
    "earlyStopping",
  ]);
});

Deno.test("modelFromBytes() reads the model of a session", () => {
  const session = makeSession();
  session.trainBatch(inputs, inputs);
  const model = modelFromBytes(sessionToBytes(session));
  assertEquals(model.predict(inputs), session.predict(inputs));
});

Deno.test("sessionToBytes() gives the same bytes for the same session", () => {
  const session = makeSession();
  session.trainBatch(inputs, inputs);
  assertEquals(sessionToBytes(session), sessionToBytes(session));
});

Deno.test("sessionToBytes() gives bytes that later steps do not change", () => {
  const session = makeSession();
  session.trainBatch(inputs, inputs);
  const bytes = sessionToBytes(session);
  const before = bytes.slice();
  session.trainBatch(inputs, inputs);
  assertEquals(bytes, before);
});

Deno.test("sessionToBytes() refuses a model that cannot be saved", () => {
  const parts = { loss: new MeanSquaredError(), optimizer: new Fixed(1) };
  assertThrows(
    () => sessionToBytes(new Session(new Dense(1, { inputs: 1 }), parts)),
    TypeError,
    "Cannot save session: expected a model that is a Sequential, received " +
      "dense: make it a layer of one, new Sequential([layer])",
  );
  assertThrows(
    () => sessionToBytes(new Session(new Sequential([new Dense(1)]), parts)),
    Error,
    "Cannot save sequential: expected a built model",
  );
});

Deno.test("sessionToBytes() refuses a callback whose state is no plain data", async () => {
  const session = makeSession();
  const save = {
    state: () => new Date() as never,
    restore() {},
    onSavePoint: () => void sessionToBytes(session),
  };
  const error = await session.fit(data, { callbacks: [save] })
    .catch((error: Error) => error);
  assertEquals(
    (error as Error).message,
    "Cannot save session: expected plain data and tensors, received an object " +
      "of Date as session.fit.callbacks.0.state",
  );
});

Deno.test("VERSION is that of the package", () => {
  assertEquals(VERSION, manifest.version);
});
