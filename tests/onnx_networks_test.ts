import {
  type ArrayDataset,
  loadMnist,
  syntheticDigits,
} from "@cutedl/datasets";
import {
  Activation,
  BatchNormalization,
  Dense,
  Dropout,
  type Layer,
  LayerNormalization,
  Sequential,
} from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { Session } from "@cutedl/session";
import type { Tensor } from "@cutedl/tensor";
import { assertEquals, assertGreater } from "@std/assert";
import { assertAgree } from "./onnx_agreement.ts";
import { noOnnxRuntime } from "./onnx_runtime.ts";
import { mnistDirectory } from "./permissions.ts";

// networks that were trained, on as many images as the promise is about

const ignore = noOnnxRuntime !== "";
const IMAGES = 1000;
const directory = ignore ? undefined : await mnistDirectory();
const images = directory === undefined ? "synthetic digits" : "images of MNIST";
const epochs = directory === undefined ? 5 : 2; // the synthetic ones are fewer

/** Digits to train on, and others. */
async function loadDigits(): Promise<{ train: ArrayDataset; test: Tensor }> {
  const { train, test } = directory === undefined
    ? {
      train: syntheticDigits({ count: 5000, seed: 1 }),
      test: syntheticDigits({ count: IMAGES, seed: 2 }),
    }
    : await loadMnist({ directory, download: false });
  const { inputs } = await test.batches({ batchSize: IMAGES }).next()
    .then(({ value }) => value!);
  return { train: train.slice(0, 5000), test: inputs };
}

const networks: Record<string, () => Layer[]> = {
  "a linear model": () => [new Dense(10)],
  "a network with hidden layers": () => [
    new Dense(128, { activation: "relu" }),
    new Dense(64, { activation: "gelu" }),
    new Dense(10),
  ],
  "a network with dropout": () => [
    new Dropout(0.2),
    new Dense(128, { activation: "relu" }),
    new Dropout(0.5),
    new Dense(10),
  ],
  "a network with normalization": () => [
    new Dense(64, { useBias: false }),
    new BatchNormalization(),
    new Activation("relu"),
    new Dense(32, { activation: "tanh" }),
    new LayerNormalization(),
    new Dense(10),
  ],
  "a network that ends in softmax": () => [
    new Dense(64, { activation: "relu" }),
    new Dense(10, { activation: "softmax" }),
  ],
};

for (const [title, makeLayers] of Object.entries(networks)) {
  Deno.test({
    name:
      `ONNX Runtime predicts as ${title} does, for ${IMAGES} ${images}${noOnnxRuntime}`,
    ignore,
    fn: async () => {
      const { train, test } = await loadDigits();
      const model = new Sequential(makeLayers(), { seed: 1 });
      model.build([784]);
      const session = new Session(model, {
        loss: new CategoricalCrossentropy({
          fromLogits: model.outputActivation !== "softmax",
        }),
        optimizer: new Adam(),
        seed: 1,
      });
      await session.fit(train, { epochs, batchSize: 50 });
      assertGreater((await session.evaluate(train)).accuracy!, 0.8);
      assertEquals(test.shape, [IMAGES, 784]);
      await assertAgree([[model, [test]]]);
    },
  });
}
