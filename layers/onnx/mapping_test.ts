import { assertEquals, assertThrows } from "@std/assert";
import { tensor, zeros } from "@cutedl/tensor";
import { type ActivationFunction, Dense, Relu, Sequential } from "../mod.ts";
import { Identity } from "../_fixtures_test.ts";
import { readOnnx } from "./_fixtures_test.ts";
import { modelToOnnx, onnxMapping } from "./mod.ts";

class Twice extends Identity {
  override readonly name = "twice";
  readonly within = new Relu();
}

class Square implements ActivationFunction {
  readonly name = "square";
  readonly savesInputs = true;
  forward(): void {}
  backward(): void {}
}

function makeModel(): Sequential {
  const model = new Sequential([new Dense(2), new Twice()]);
  model.build([3]);
  return model;
}

Deno.test("onnxMapping() gives a layer nodes, constants and parts", () => {
  const twice = onnxMapping(Twice, ({ within }, graph) => {
    const two = graph.constant("two", tensor([2]));
    const shape = graph.constant("shape", [-1n, 2n]);
    const scaled = graph.node("Mul", [graph.inputs, two]);
    const plain = graph.map(within, scaled);
    const inner = graph.map(within, plain, { place: "within" });
    return graph.node("Custom", [inner, "", shape], {
      alpha: 1,
      axis: -2n,
      mode: "é",
      pads: [1n, -1n],
    });
  });
  const { nodes, constants } = readOnnx(
    modelToOnnx(makeModel(), { mappings: [twice] }),
  );
  assertEquals(nodes.slice(1), [
    {
      name: "1.twice.Mul",
      operator: "Mul",
      inputs: ["0.dense.Gemm", "1.twice.two"],
      outputs: ["1.twice.Mul"],
      attributes: {},
    },
    {
      name: "1.twice.Relu",
      operator: "Relu",
      inputs: ["1.twice.Mul"],
      outputs: ["1.twice.Relu"],
      attributes: {},
    },
    {
      name: "1.twice.within.Relu",
      operator: "Relu",
      inputs: ["1.twice.Relu"],
      outputs: ["1.twice.within.Relu"],
      attributes: {},
    },
    {
      name: "1.twice.Custom",
      operator: "Custom",
      inputs: ["1.twice.within.Relu", "", "1.twice.shape"],
      outputs: ["outputs"],
      attributes: { alpha: 1, axis: -2n, mode: "é", pads: [1n, -1n] },
    },
  ]);
  assertEquals(constants["1.twice.two"], { shape: [1n], elements: [2] });
  assertEquals(constants["1.twice.shape"], {
    shape: [2n],
    elements: [-1n, 2n],
  });
});

Deno.test("onnxMapping() goes before the mapping of the library, the last one first", () => {
  const to = (operator: string) =>
    onnxMapping(Relu, (_, graph) => graph.node(operator, [graph.inputs]));
  const model = new Sequential([
    new Dense(1, { inputs: 1, activation: "relu" }),
  ]);
  const { nodes } = readOnnx(
    modelToOnnx(model, { mappings: [to("First"), to("Second")] }),
  );
  assertEquals(nodes.map(({ operator }) => operator), ["Gemm", "Second"]);
});

Deno.test("modelToOnnx() renames the last value wherever it goes", () => {
  const twice = onnxMapping(Twice, (_, graph) => {
    const first = graph.node("First", [graph.inputs]);
    graph.node("Second", [first]); // leads nowhere
    return first;
  });
  const { nodes } = readOnnx(modelToOnnx(makeModel(), { mappings: [twice] }));
  assertEquals(nodes.map(({ inputs, outputs }) => [inputs[0], outputs[0]]), [
    ["inputs", "0.dense.Gemm"],
    ["0.dense.Gemm", "outputs"],
    ["outputs", "1.twice.Second"],
  ]);
});

Deno.test("modelToOnnx() writes a model whose outputs are a constant", () => {
  const constant = onnxMapping(
    Twice,
    (_, graph) => graph.constant("answer", zeros([1, 2])),
  );
  const { nodes } = readOnnx(
    modelToOnnx(makeModel(), { mappings: [constant] }),
  );
  assertEquals(nodes.at(-1)!.inputs, ["1.twice.answer"]);
  assertEquals(nodes.at(-1)!.outputs, ["outputs"]);
});

Deno.test("modelToOnnx() refuses classes without a mapping", () => {
  assertThrows(
    () => modelToOnnx(makeModel()),
    TypeError,
    "Cannot export layer 1.twice: expected classes with a mapping to ONNX, " +
      "received Twice: add onnxMapping(Twice, ...) to the option mappings",
  );
  const square = new Square();
  const nested = new Sequential([
    new Sequential([new Dense(1, { inputs: 1, activation: square })]),
  ]);
  assertThrows(
    () => modelToOnnx(nested),
    TypeError,
    "Cannot export layer 0.sequential.0.dense: expected classes with a " +
      "mapping to ONNX, received Square: add",
  );
  const literal: ActivationFunction = {
    name: "square",
    savesInputs: true,
    forward() {},
    backward() {},
  };
  assertThrows(
    () =>
      modelToOnnx(
        new Sequential([new Dense(1, { inputs: 1, activation: literal })]),
      ),
    TypeError,
    "Cannot export layer 0.dense: expected classes with a mapping to ONNX, " +
      "received an object of no named class: give it a class, and add " +
      "onnxMapping(TheClass, ...) to the option mappings",
  );
});

Deno.test("modelToOnnx() takes no class for the one that it extends", () => {
  class Other extends Dense {}
  assertThrows(
    () => modelToOnnx(new Sequential([new Other(1, { inputs: 1 })])),
    TypeError,
    "received Other: add onnxMapping(Other, ...)",
  );
  class Classifier extends Sequential {}
  const layers = [new Dense(1, { inputs: 1 })];
  assertEquals(
    readOnnx(modelToOnnx(new Classifier(layers))).nodes.length,
    1,
  );
  class Residual extends Sequential {
    override forward: Sequential["forward"] = (inputs) => inputs;
  }
  assertThrows(
    () => modelToOnnx(new Residual(layers)),
    TypeError,
    "Cannot export model: expected classes with a mapping to ONNX, received " +
      "Residual: add",
  );
});

Deno.test("modelToOnnx() refuses values that are not in the graph", () => {
  const exportBy = (map: Parameters<typeof onnxMapping<Twice>>[1]) => () =>
    modelToOnnx(makeModel(), { mappings: [onnxMapping(Twice, map)] });
  assertThrows(
    exportBy(() => "somewhere"),
    RangeError,
    "Cannot export layer 1.twice: expected mappings to give a value of the " +
      'graph, received "somewhere": give graph.inputs, or what node(), ' +
      "constant() or map() returned",
  );
  assertThrows(
    exportBy((_, graph) => graph.node("Add", [graph.inputs, "two"])),
    RangeError,
    "Cannot export layer 1.twice: expected values of the graph for Add, " +
      'received "two": give',
  );
  assertThrows(
    exportBy((_, graph) => graph.node("Abs", ["outputs"])),
    RangeError,
    'for Abs, received "outputs": give',
  );
  assertThrows(
    exportBy((() => undefined) as never),
    RangeError,
    'to give a value of the graph, received "undefined"',
  );
});
