import { assertEquals } from "@std/assert";
import { full, tensor } from "@cutedl/tensor";
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
} from "../mod.ts";
import { CLASSES } from "../saving/_classes.ts";
import { VERSION } from "../saving/_version.ts";
import { type ReadNode, readOnnx } from "./_fixtures_test.ts";
import { MAPPINGS } from "./_mappings.ts";
import { modelToOnnx } from "./mod.ts";

/** Nodes of a model with these layers. */
function nodesOf(layers: Layer[], inputShape: number[]): ReadNode[] {
  const model = new Sequential(layers);
  model.build(inputShape);
  return readOnnx(modelToOnnx(model)).nodes;
}

/** Operators and attributes of a model with these layers. */
function operatorsOf(
  layers: Layer[],
  inputShape = [4],
): [string, ReadNode["attributes"]][] {
  return nodesOf(layers, inputShape)
    .map(({ operator, attributes }) => [operator, attributes]);
}

Deno.test("modelToOnnx() writes the bytes that onnx.proto describes", () => {
  const text = (value: string) => [...new TextEncoder().encode(value)];
  const field = (number: number, ...bytes: number[]) => {
    const length = bytes.length < 128
      ? [bytes.length]
      : [bytes.length % 128 + 128, Math.floor(bytes.length / 128)];
    return [number * 8 + 2, ...length, ...bytes];
  };
  const node = [
    ...field(1, ...text("inputs")),
    ...field(1, ...text("0.dense.kernel")),
    ...field(2, ...text("outputs")),
    ...field(3, ...text("0.dense.Gemm")),
    ...field(4, ...text("Gemm")),
  ];
  const kernel = [
    ...[0x08, 2, 0x08, 1], // dims
    ...[0x10, 1], // FLOAT
    ...field(8, ...text("0.dense.kernel")),
    ...field(9, 0, 0, 0, 0x40, 0, 0, 0x80, 0xbf), // 2, -1
  ];
  const value = (name: string, size: number) => {
    const shape = [
      ...field(1, ...field(2, ...text("batch"))),
      ...field(1, 0x08, size),
    ];
    const type = field(1, 0x08, 1, ...field(2, ...shape));
    return [...field(1, ...text(name)), ...field(2, ...type)];
  };
  const graph = [
    ...field(1, ...node),
    ...field(2, ...text("tiny")),
    ...field(5, ...kernel),
    ...field(11, ...value("inputs", 2)),
    ...field(12, ...value("outputs", 1)),
  ];
  const expected = [
    ...[0x08, 8], // version of the format
    ...field(2, ...text("cutedl")),
    ...field(3, ...text(VERSION)),
    ...field(7, ...graph),
    ...field(8, ...field(1), 0x10, 17), // opset
  ];
  const model = new Sequential(
    [new Dense(1, { inputs: 2, useBias: false })],
    { name: "tiny" },
  );
  model.parameters[0]!.assign(tensor([[2], [-1]]));
  assertEquals([...modelToOnnx(model)], expected);
});

Deno.test("modelToOnnx() has a mapping for every layer and activation that is saved", () => {
  const missed = [...CLASSES].filter(([, type]) =>
    !("initialize" in type.prototype) && // initializers have done their work
    !MAPPINGS.some((mapping) => mapping.type === type)
  );
  assertEquals(missed.map(([name]) => name), []);
});

Deno.test("modelToOnnx() names values by their places", () => {
  const model = new Sequential([
    new Dense(3, { inputs: 2, activation: "relu" }),
    new Sequential([new Dropout(0.5), new Dense(2)], { name: "head" }),
  ]);
  const read = readOnnx(modelToOnnx(model));
  assertEquals([read.irVersion, read.opset], [8n, 17n]);
  assertEquals([read.producer, read.producerVersion], ["cutedl", VERSION]);
  assertEquals(read.name, "sequential");
  assertEquals(read.inputs, { name: "inputs", shape: ["batch", 2n] });
  assertEquals(read.outputs, { name: "outputs", shape: ["batch", 2n] });
  assertEquals(read.nodes, [
    {
      name: "0.dense.Gemm",
      operator: "Gemm",
      inputs: ["inputs", "0.dense.kernel", "0.dense.bias"],
      outputs: ["0.dense.Gemm"],
      attributes: {},
    },
    {
      name: "0.dense.Relu",
      operator: "Relu",
      inputs: ["0.dense.Gemm"],
      outputs: ["0.dense.Relu"],
      attributes: {},
    },
    {
      name: "1.head.1.dense.Gemm",
      operator: "Gemm",
      inputs: ["0.dense.Relu", "1.head.1.dense.kernel", "1.head.1.dense.bias"],
      outputs: ["outputs"],
      attributes: {},
    },
  ]);
  assertEquals(
    Object.keys(read.constants),
    model.parameters.map(({ name }) => name),
  );
  for (const { name, value: { data, shape } } of model.parameters) {
    assertEquals(read.constants[name], {
      shape: shape.map(BigInt),
      elements: [...data],
    });
  }
});

Deno.test("modelToOnnx() takes names of inputs, outputs and the batch", () => {
  const model = new Sequential([new Dense(2, { inputs: 3 })]);
  const { inputs, outputs, nodes } = readOnnx(modelToOnnx(model, {
    inputName: "0.dense.kernel", // the kernel gives way
    outputName: "0.dense.bias", // and the bias
    batchName: "N",
  }));
  assertEquals(inputs, { name: "0.dense.kernel", shape: ["N", 3n] });
  assertEquals(outputs, { name: "0.dense.bias", shape: ["N", 2n] });
  const [gemm] = nodes;
  assertEquals(gemm!.outputs, ["0.dense.bias"]);
  assertEquals(gemm!.inputs, [
    "0.dense.kernel",
    "0.dense.kernel_1",
    "0.dense.bias_1",
  ]);
});

Deno.test("modelToOnnx() gives every activation its operators", () => {
  const cases: Record<ActivationName, string[]> = {
    linear: ["Identity"],
    relu: ["Relu"],
    leakyRelu: ["LeakyRelu"],
    sigmoid: ["Sigmoid"],
    tanh: ["Tanh"],
    gelu: ["Div", "Erf", "Add", "Mul", "Mul"],
    softplus: ["Softplus"],
    softmax: ["Softmax"],
  };
  for (const [name, operators] of Object.entries(cases)) {
    const nodes = operatorsOf([new Activation(name as ActivationName)]);
    assertEquals(nodes.map(([operator]) => operator), operators);
  }
  const gelu = new Sequential([new Activation("gelu")]);
  gelu.build([4]);
  assertEquals(
    Object.values(readOnnx(modelToOnnx(gelu)).constants)
      .map(({ shape, elements }) => [shape, elements]),
    [[[], [Math.fround(Math.SQRT2)]], [[], [1]], [[], [0.5]]],
  );
  const leaky = new LeakyRelu({ negativeSlope: 3 }); // a whole number, too
  assertEquals(operatorsOf([new Activation(leaky)]), [
    ["LeakyRelu", { alpha: 3 }],
  ]);
  assertEquals(operatorsOf([new Activation("softmax")]), [
    ["Softmax", { axis: -1n }],
  ]);
});

Deno.test("modelToOnnx() leaves out what does nothing in evaluation", () => {
  const nodes = nodesOf([new Dropout(0.5), new Dense(2), new Dropout(0.1)], [
    3,
  ]);
  assertEquals(nodes.map(({ name }) => name), ["1.dense.Gemm"]);
  assertEquals(nodesOf([new Dropout(0.5)], [3]), [{
    name: "Identity",
    operator: "Identity",
    inputs: ["inputs"],
    outputs: ["outputs"],
    attributes: {},
  }]);
});

Deno.test("modelToOnnx() reshapes with the batch as it comes", () => {
  const model = new Sequential([new Reshape([2, -1]), new Flatten()]);
  model.build([3, 4]);
  const { nodes, constants } = readOnnx(modelToOnnx(model));
  assertEquals(nodes.map(({ inputs }) => inputs[1]), [
    "0.reshape.shape",
    "1.flatten.shape",
  ]);
  assertEquals(constants, {
    "0.reshape.shape": { shape: [3n], elements: [0n, 2n, 6n] },
    "1.flatten.shape": { shape: [2n], elements: [0n, 12n] },
  });
});

Deno.test("modelToOnnx() normalizes by moving moments, learned ones, and ones and zeros", () => {
  const layer = new BatchNormalization({ center: false, epsilon: 0.25 });
  const model = new Sequential([layer]);
  model.build([2, 3]);
  layer.parameters[0]!.assign(tensor([4, 5, 6]));
  layer.buffers[0]!.assign(tensor([7, 8, 9]));
  layer.buffers[1]!.assign(tensor([10, 11, 12]));
  const { nodes, constants } = readOnnx(modelToOnnx(model));
  assertEquals(nodes.map(({ operator }) => operator), [
    "Reshape",
    "BatchNormalization",
    "Reshape",
  ]);
  const [first, normalize, last] = nodes;
  assertEquals(normalize!.attributes, { epsilon: 0.25 });
  const elements = (name: string) => constants[name]!.elements;
  assertEquals(normalize!.inputs.slice(1).map(elements), [
    [4, 5, 6],
    [0, 0, 0],
    [7, 8, 9],
    [10, 11, 12],
  ]);
  assertEquals(elements(first!.inputs[1]!), [-1n, 3n]);
  assertEquals(elements(last!.inputs[1]!), [-1n, 2n, 3n]);
  assertEquals(
    operatorsOf([new BatchNormalization({ epsilon: 0.25 })]),
    [["BatchNormalization", { epsilon: 0.25 }]],
  );
});

Deno.test("modelToOnnx() normalizes the last axis of each example", () => {
  const layer = new LayerNormalization({ scale: false, epsilon: 0.25 });
  const model = new Sequential([layer]);
  model.build([2, 3]);
  layer.parameters[0]!.assign(tensor([4, 5, 6]));
  const { nodes: [node], constants } = readOnnx(modelToOnnx(model));
  assertEquals(node!.operator, "LayerNormalization");
  assertEquals(node!.attributes, { axis: -1n, epsilon: 0.25 });
  assertEquals(
    node!.inputs.slice(1).map((name) => constants[name]!.elements),
    [[1, 1, 1], [4, 5, 6]],
  );
});

Deno.test("modelToOnnx() writes a shared layer into each of its models", () => {
  const shared = new Dense(1, { inputs: 2 });
  const one = new Sequential([shared]);
  const other = new Sequential([new Dropout(0.5), shared], {
    engine: "reference",
  });
  other.build([2]);
  shared.parameters[0]!.assign(full([2, 1], 7));
  assertEquals(
    readOnnx(modelToOnnx(one)).constants["0.dense.kernel"]!.elements,
    [7, 7],
  );
  assertEquals(
    readOnnx(modelToOnnx(other)).constants["1.dense.kernel"]!.elements,
    [7, 7],
  );
});

Deno.test("modelToOnnx() leaves the model alone, and gives bytes that stay", () => {
  const model = new Sequential([new Dense(1, { inputs: 1 })]);
  model.parameters[0]!.assign(tensor([[2]]));
  const bytes = modelToOnnx(model);
  const copy = bytes.slice();
  model.parameters[0]!.assign(tensor([[3]]));
  assertEquals(bytes, copy);
});
