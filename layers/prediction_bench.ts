import { Dense, Sequential } from "./mod.ts";
import { type EngineName, loadEngine, randomTensor } from "@cutedl/tensor";
import { assertClose } from "../tests/assert_close.ts";

const ENGINES: readonly EngineName[] = ["reference", "wasm"];

function makeModel(engine: EngineName): Sequential {
  return new Sequential([
    new Dense(128, { inputs: 784, activation: "relu" }),
    new Dense(10),
  ], { seed: 1, engine });
}

// about as many zeros as an image of MNIST has
const image = randomTensor([1, 784], { seed: 1, low: -4.2 });
image.data.forEach((value, i) => image.data[i] = Math.max(0, value));

const group = "one prediction 784-128-10";
const expected = makeModel("reference").predict(image);
for (const engine of ENGINES) {
  const model = makeModel(engine);
  assertClose(model.predict(image).data, expected.data, { absolute: 1e-5 });
  Deno.bench(`${group}: ${loadEngine(engine).description}`, {
    group,
    baseline: engine === "reference",
  }, () => {
    model.predict(image);
  });
}
