import { Dense, Sequential } from "./mod.ts";
import {
  type EngineName,
  loadEngine,
  randomTensor,
  ReusedWorkspace,
  type Tensor,
} from "@cutedl/tensor";
import { assertAlmostEquals } from "@std/assert";

const BATCH = 64;
const ENGINES: readonly EngineName[] = ["reference", "wasm"];

/** Inputs with about the share of zeros of MNIST. */
function pixels(batch: number): Tensor {
  const inputs = randomTensor([batch, 784], { seed: 1, low: -4.2 });
  inputs.data.forEach((value, i) => inputs.data[i] = Math.max(0, value));
  return inputs;
}

function makeModel(sizes: readonly number[], engine: EngineName): Sequential {
  return new Sequential(
    sizes.map((units, i) =>
      new Dense(units, {
        ...(i === 0 ? { inputs: 784 } : {}),
        activation: i === sizes.length - 1 ? "linear" : "relu",
      })
    ),
    { seed: 1, engine },
  );
}

/** Makes the step of gradient descent that is timed. */
function makeStep(model: Sequential): () => void {
  const { engine } = model;
  const workspace = new ReusedWorkspace(engine);
  const owner = {};
  const inputs = workspace.tensor(owner, "inputs", [BATCH, 784]);
  inputs.data.set(pixels(BATCH).data);
  const gradient = workspace.tensor(owner, "gradient", [BATCH, 10]);
  gradient.data.set(
    randomTensor([BATCH, 10], { seed: 2, low: -1e-3, high: 1e-3 }).data,
  );
  return () => {
    model.forward(inputs, { training: true, workspace });
    model.backward(gradient, { inputGradient: false, workspace });
    for (const parameter of model.parameters) {
      engine.descend(parameter.value.data, parameter.gradient.data, 0.1);
    }
  };
}

function assertSame(actual: Float32Array, expected: Float32Array): void {
  for (let i = 0; i < expected.length; i++) {
    assertAlmostEquals(actual[i]!, expected[i]!, 1e-4);
  }
}

for (const sizes of [[10], [128, 10]]) {
  const group = `training step ${[784, ...sizes].join("-")}, batch ${BATCH}`;
  const oracle = makeModel(sizes, "reference");
  makeStep(oracle)();
  for (const name of ENGINES) {
    const model = makeModel(sizes, name);
    const step = makeStep(model);
    step();
    model.parameters.forEach(({ value }, i) =>
      assertSame(value.data, oracle.parameters[i]!.value.data)
    );
    Deno.bench(`${group}: ${loadEngine(name).description}`, {
      group,
      baseline: name === "reference",
    }, step);
  }
}

const group = "one prediction 784-128-10";
const image = pixels(1);
const expected = makeModel([128, 10], "reference").predict(image);
for (const name of ENGINES) {
  const model = makeModel([128, 10], name);
  assertSame(model.predict(image).data, expected.data);
  Deno.bench(`${group}: ${loadEngine(name).description}`, {
    group,
    baseline: name === "reference",
  }, () => {
    model.predict(image);
  });
}
