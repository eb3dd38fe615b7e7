import {
  Activation,
  type ActivationName,
  BatchNormalization,
  Dense,
  Dropout,
  Flatten,
  type Layer,
  LayerNormalization,
  LeakyRelu,
  Reshape,
  Sequential,
} from "@cutedl/layers";
import { modelToOnnx, onnxMapping } from "@cutedl/layers/onnx";
import { full, randomTensor, scale, type Tensor, zeros } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";
import { CLASSES } from "../layers/saving/_classes.ts";
import { assertAgree } from "./onnx_agreement.ts";
import { noOnnxRuntime, runOnnx } from "./onnx_runtime.ts";

const ignore = noOnnxRuntime !== "";

const activations: Record<ActivationName, true> = {
  linear: true,
  relu: true,
  leakyRelu: true,
  sigmoid: true,
  tanh: true,
  gelu: true,
  softplus: true,
  softmax: true,
};

/** Layers of every class, and the shape of an input. */
const everything: [layers: Layer[], inputShape: number[]][] = [
  ...Object.keys(activations).flatMap((name): [Layer[], number[]][] => [
    [[new Dense(5, { activation: name as ActivationName })], [4]],
    [[new Activation(name as ActivationName)], [2, 3]],
  ]),
  [[new Dense(3, { useBias: false, biasInitializer: "normal" })], [4]],
  [[new Dense(3, { activation: new LeakyRelu({ negativeSlope: 0.3 }) })], [4]],
  [[new Dropout(0.5)], [4]],
  [[new Flatten()], [2, 3, 4]],
  [[new Reshape([-1, 2])], [4, 3]],
  [[new Reshape([])], [1]],
  ...[[4], [2, 3], [2, 3, 4]].flatMap((shape): [Layer[], number[]][] => [
    [[new BatchNormalization()], shape],
    [[new BatchNormalization({ scale: false, epsilon: 0.1 })], shape],
    [[new BatchNormalization({ center: false })], shape],
    [[new LayerNormalization()], shape],
    [[new LayerNormalization({ scale: false, epsilon: 0.1 })], shape],
    [[new LayerNormalization({ center: false })], shape],
  ]),
  [
    [
      new Dense(6, { activation: "tanh" }),
      new Sequential([new Dropout(0.2), new Sequential([new Dense(4)])]),
      new Reshape([2, 2]),
    ],
    [4],
  ],
];

/** A built model with parameters and buffers that are not those of a new one. */
function makeModel(layers: Layer[], inputShape: number[]): Sequential {
  const model = new Sequential(layers, { seed: 1 });
  model.build(inputShape);
  for (
    const [i, { value }] of [...model.parameters, ...model.buffers].entries()
  ) {
    const random = randomTensor(value.shape, { seed: i });
    value.data.set(random.data.map((x) => Math.abs(x) + 0.1)); // variances > 0
  }
  return model;
}

Deno.test({
  name: `ONNX Runtime predicts as layers of every class do${noOnnxRuntime}`,
  ignore,
  fn: async () => {
    const reached = new Set<unknown>();
    const models = everything.map(([layers, inputShape]) => {
      const model = makeModel(layers, inputShape);
      collectClasses(model, reached);
      return model;
    });
    const missed = [...CLASSES].filter(([, type]) =>
      !reached.has(type) && !("initialize" in type.prototype)
    );
    assertEquals(missed.map(([name]) => name), []);

    await assertAgree(models.map((model) => [
      model,
      [1, 7, 0].map((batch) => {
        const shape = [batch, ...model.inputShape!];
        return scale(randomTensor(shape, { seed: batch }), 3);
      }),
    ]));
  },
});

function collectClasses(object: object, reached: Set<unknown>): void {
  reached.add(object.constructor);
  const { layers = [], activation } = object as {
    layers?: readonly object[];
    activation?: object;
  };
  for (
    const part of [...layers, ...activation === undefined ? [] : [activation]]
  ) {
    collectClasses(part, reached);
  }
}

Deno.test({
  name: `ONNX Runtime predicts as models that share a layer do${noOnnxRuntime}`,
  ignore,
  fn: async () => {
    const shared = new Dense(3, { inputs: 4, activation: "relu" });
    const one = new Sequential([shared, new Dense(2)], { seed: 1 });
    const other = new Sequential(
      [new Dropout(0.5), new Sequential([shared]), new Dense(1)],
      { seed: 2, engine: "reference" },
    );
    other.build([4]);
    shared.parameters[1]!.assign(randomTensor([3], { seed: 1 }));
    const inputs = randomTensor([5, 4], { seed: 1 });
    await assertAgree([[one, [inputs]], [other, [inputs]]]);
  },
});

Deno.test({
  name: `ONNX Runtime finds inputs and outputs by their names${noOnnxRuntime}`,
  ignore,
  fn: async () => {
    const model = new Sequential([new Dense(2, { inputs: 3 })]);
    const inputs = [zeros([1, 3])];
    const [usual, named] = await runOnnx([
      { model: modelToOnnx(model), inputs },
      {
        model: modelToOnnx(model, {
          inputName: "pixels",
          outputName: "0.dense.kernel", // the kernel gives way
        }),
        inputs,
      },
    ]);
    assertEquals([usual!.inputNames, usual!.outputNames], [["inputs"], [
      "outputs",
    ]]);
    assertEquals([named!.inputNames, named!.outputNames], [["pixels"], [
      "0.dense.kernel",
    ]]);
  },
});

/** Reverses the order of the two axes of each input, and scales. */
class Turn implements Layer {
  readonly name = "turn";
  readonly parameters = [];
  inputShape: readonly number[] | undefined;
  outputShape: readonly number[] | undefined;

  build(inputShape: readonly number[]): void {
    this.inputShape = inputShape;
    this.outputShape = inputShape.toReversed();
  }

  forward(inputs: Tensor): Tensor {
    const [batch, rows, columns] = inputs.shape as [number, number, number];
    const outputs = zeros([batch, columns, rows]);
    for (let i = 0; i < outputs.size; i++) {
      const row = Math.floor(i / columns) % rows;
      const at = (Math.floor(i / (rows * columns)) * columns + i % columns) *
          rows + row;
      outputs.data[at] = 3 * inputs.data[i]!;
    }
    return outputs;
  }

  backward(gradient: Tensor): Tensor {
    return gradient;
  }
}

Deno.test({
  name:
    `ONNX Runtime predicts as a layer with a mapping of its own does${noOnnxRuntime}`,
  ignore,
  fn: async () => {
    const turn = onnxMapping(Turn, (_, graph) => {
      const three = graph.constant("three", full([], 3));
      const turned = graph.node("Transpose", [graph.inputs], {
        perm: [0n, 2n, 1n],
      });
      return graph.node("Mul", [turned, three]);
    });
    const model = new Sequential([new Turn(), new Flatten(), new Dense(2)]);
    model.build([2, 3]);
    const inputs = randomTensor([4, 2, 3], { seed: 1 });
    await assertAgree([[model, [inputs], { mappings: [turn] }]]);
  },
});
