import {
  Activation,
  Dense,
  Flatten,
  modelToBytes,
  Sequential,
} from "@cutedl/layers";
import { tensor } from "@cutedl/tensor";
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { Classifier } from "./classifier.ts";
import { type ModelFile, readModelFile } from "./model_file.ts";

const blank = new Uint8Array(784);

function file(name: string, model: Sequential | Uint8Array): ModelFile {
  const bytes = model instanceof Uint8Array ? model : modelToBytes(model);
  return {
    name,
    size: bytes.length,
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
}

function refused(file: ModelFile, message: string): Promise<Error> {
  return assertRejects(() => readModelFile(file), Error, message);
}

Deno.test("readModelFile() opens a network of logits, and applies the softmax", async () => {
  const model = new Sequential([new Dense(10, { inputs: 784 })]);
  model.parameters[1]!.assign(tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  const { classifier, bytes } = await readModelFile(file("a", model));
  assertEquals(bytes.length, modelToBytes(model).length);
  // exp(9) / Σ exp(i) = (1 - 1/e) / (1 - exp(-10))
  const expected = (1 - 1 / Math.E) / (1 - Math.exp(-10));
  assertAlmostEquals(classifier.probabilities(blank)[9]!, expected, 1e-6);
});

Deno.test("readModelFile() opens networks of probabilities, also over rows of pixels", async () => {
  for (const activation of ["softmax", "sigmoid"] as const) {
    const model = new Sequential([
      new Flatten(),
      new Dense(10, { kernelInitializer: "zeros" }),
      new Activation(activation),
    ]);
    model.build([28, 28]);
    const { classifier } = await readModelFile(file("a", model));
    const expected = activation === "softmax" ? 0.1 : 0.5;
    for (const share of classifier.probabilities(blank)) {
      assertAlmostEquals(share, expected, 1e-6);
    }
  }
});

Deno.test("readModelFile() refuses a network of another shape", async () => {
  await refused(
    file("xor.safetensors", new Sequential([new Dense(1, { inputs: 2 })])),
    "Cannot use xor.safetensors: expected a network from 784 pixels to 10 " +
      "digits, received one from [2] to [1]: train a network here, or choose " +
      "another file",
  );
  await refused(
    file("letters", new Sequential([new Dense(26, { inputs: 784 })])),
    "received one from [784] to [26]",
  );
});

Deno.test("readModelFile() refuses outputs that are neither logits nor probabilities", async () => {
  const layer = new Dense(10, { inputs: 784, activation: "relu" });
  await refused(
    file("a", new Sequential([layer])),
    "Cannot use a: expected logits or probabilities as outputs, received relu",
  );
});

Deno.test("readModelFile() refuses weights that are not finite, or give no finite answer", async () => {
  const model = new Sequential([new Dense(10, { inputs: 784 })]);
  model.parameters[1]!.value.data[3] = NaN;
  await refused(
    file("a", model),
    "Cannot use a: expected finite weights, received NaN or infinity among them",
  );
  model.parameters[1]!.value.data[3] = 0;
  model.parameters[0]!.value.data.fill(3e38); // sums of these overflow
  await refused(
    file("a", model),
    "Cannot use a: expected weights that give finite answers, received larger ones",
  );
});

Deno.test("readModelFile() refuses what is no model, by the file's name", async () => {
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode("hello!")]) {
    await refused(file("cat.jpg", bytes), "cat.jpg: expected ");
  }
});

Deno.test("readModelFile() refuses a huge file before it reads it", async () => {
  await refused(
    {
      name: "llama.safetensors",
      size: 16e9,
      arrayBuffer: () => Promise.reject(new Error("was read")),
    },
    "Cannot open llama.safetensors: expected at most 64 MB, received 16,000 MB",
  );
});

Deno.test("readModelFile() says so where a file cannot be read", async () => {
  await refused({
    name: "folder",
    size: 4096,
    arrayBuffer: () => Promise.reject(new DOMException("", "NotFoundError")),
  }, "Cannot open folder: expected a file that can be read, received a folder");
});

Deno.test("Classifier refuses a model that is not built", () => {
  const model = new Sequential([new Dense(10)]);
  assertRejects(
    // deno-lint-ignore require-await
    async () => new Classifier(model),
    Error,
    "Cannot use the model: expected a network from 784 pixels to 10 digits",
  );
});
