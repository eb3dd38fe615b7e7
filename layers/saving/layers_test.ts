import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  loadEngine,
  randomTensor,
  SafetensorsError,
  type Tensor,
} from "@cutedl/tensor";
import {
  Activation,
  BatchNormalization,
  type BatchNormalizationOptions,
  Dense,
  Dropout,
  Flatten,
  LayerNormalization,
  modelFromBytes,
  modelToBytes,
  Reshape,
  Sequential,
  WeightsError,
} from "../mod.ts";
import { values } from "../_fixtures_test.ts";
import { descriptionOf, withDescription } from "./_fixtures_test.ts";

function makeModel(options: BatchNormalizationOptions = {}): Sequential {
  const { center, scale, epsilon } = options;
  const model = new Sequential([
    new Reshape([6, -1]),
    new BatchNormalization(options),
    new Flatten(),
    new Dense(5),
    new LayerNormalization({
      ...center !== undefined && { center },
      ...scale !== undefined && { scale },
      ...epsilon !== undefined && { epsilon },
    }),
    new Activation("gelu"),
    new Dropout(0.4),
    new Sequential([new Dropout(0.2), new Dense(2)]),
  ], { seed: 3, engine: loadEngine("wasm") });
  model.build([3, 4]);
  return model;
}

/** Takes steps down the sum of the outputs. */
function train(model: Sequential, steps: number): void {
  for (let step = 0; step < steps; step++) {
    const inputs = randomTensor([5, 3, 4], { seed: step });
    const outputs = model.forward(inputs, { training: true });
    model.backward(randomTensor(outputs.shape, { seed: step + 50 }));
    for (const { value, gradient } of model.parameters) {
      value.data.forEach((w, i) => value.data[i] = w - 0.1 * gradient.data[i]!);
    }
  }
}

function buffersOf(model: Sequential): Tensor[] {
  return model.buffers.map(({ value }) => value.clone());
}

Deno.test("modelFromBytes() goes on with every layer as if nothing had happened", () => {
  const cases: BatchNormalizationOptions[] = [
    {},
    { momentum: 0.7, epsilon: 0.01, center: false },
    { scale: false, center: false },
  ];
  for (const options of cases) {
    const model = makeModel(options);
    train(model, 3);
    const buffers = buffersOf(model);
    assertNotEquals(buffers, buffersOf(makeModel(options)));
    const loaded = modelFromBytes(modelToBytes(model));
    assertEquals(modelToBytes(loaded), modelToBytes(model));
    assertEquals(buffersOf(loaded), buffers);
    const inputs = randomTensor([4, 3, 4], { seed: 9 });
    assertEquals(loaded.predict(inputs), model.predict(inputs));

    train(model, 3);
    train(loaded, 3);
    assertEquals(values(loaded), values(model));
    assertEquals(modelToBytes(loaded), modelToBytes(model));
  }
});

Deno.test("modelFromBytes() refuses settings that no layer can have", () => {
  const cases: [Sequential, object, string][] = [
    [
      new Sequential([new Dropout(0.5)]),
      { class: "Dropout", rate: "0.5" },
      "Cannot create dropout layer: expected a rate >= 0 and < 1",
    ],
    [
      new Sequential([new BatchNormalization()]),
      { class: "BatchNormalization", momentum: "0.9" },
      "expected momentum >= 0 and < 1",
    ],
    [
      new Sequential([new LayerNormalization()]),
      { class: "LayerNormalization", epsilon: "1e-5" },
      "expected epsilon to be a number > 0",
    ],
    [
      new Sequential([new Reshape([2, 1])]),
      { class: "Reshape", targetShape: "2, 1" },
      "Cannot create reshape layer: expected an array of sizes, received string",
    ],
    [
      new Sequential([new Activation("relu")]),
      { class: "Activation", activation: 3 },
      "Cannot create activation layer: expected activation",
    ],
  ];
  for (const [model, layer, message] of cases) {
    model.build([2]);
    const bytes = modelToBytes(model);
    const description = descriptionOf(bytes);
    description.model.layers = [layer];
    assertThrows(
      () => modelFromBytes(withDescription(bytes, description)),
      SafetensorsError,
      message,
    );
  }
});

Deno.test("modelFromBytes() takes no memory for layers of sizes that the file does not have", () => {
  const model = new Sequential([new Flatten()]);
  model.build([2]);
  const bytes = modelToBytes(model);
  const layers = [
    [{ class: "BatchNormalization" }],
    [{ class: "BatchNormalization", center: false, scale: false }],
    [{ class: "LayerNormalization" }],
    [{ class: "LayerNormalization", center: false, scale: false }],
    [{ class: "Flatten" }, { class: "BatchNormalization" }],
  ];
  const { bytesInUse } = loadEngine("wasm");
  for (const [i, layer] of layers.entries()) {
    const description = descriptionOf(bytes);
    description.model.layers = layer;
    description.inputShape = [2, 2 ** 32];
    const file = withDescription(bytes, description);
    // one without parameters is no harm, and fits
    if (i === 3) modelFromBytes(file);
    else assertThrows(() => modelFromBytes(file), WeightsError);
    assertEquals(loadEngine("wasm").bytesInUse, bytesInUse);
  }
});
