import { full } from "@cutedl/tensor";
import { Gelu } from "../activations/gelu.ts";
import { LeakyRelu } from "../activations/leaky_relu.ts";
import { Linear } from "../activations/linear.ts";
import { Relu } from "../activations/relu.ts";
import { Sigmoid } from "../activations/sigmoid.ts";
import { Softmax } from "../activations/softmax.ts";
import { Softplus } from "../activations/softplus.ts";
import { Tanh } from "../activations/tanh.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

const linear = onnxMapping(Linear, (_, graph) => graph.inputs);

const leakyRelu = onnxMapping(
  LeakyRelu,
  ({ negativeSlope: alpha }, graph) =>
    graph.node("LeakyRelu", [graph.inputs], { alpha }),
);

const softmax = onnxMapping(
  Softmax,
  (_, graph) => graph.node("Softmax", [graph.inputs], { axis: -1n }),
);

/**
 * `z · (erf(z / √2) + 1) · ½`: opset 17 has no operator for it. Runtimes know
 * this order of nodes, which PyTorch writes, and make one of them.
 */
const gelu = onnxMapping(Gelu, (_, graph) => {
  const scalar = (name: string, value: number): string =>
    graph.constant(name, full([], value));
  const scaled = graph.node("Div", [
    graph.inputs,
    scalar("sqrt2", Math.SQRT2),
  ]);
  const erf = graph.node("Erf", [scaled]);
  const sum = graph.node("Add", [erf, scalar("one", 1)]);
  const product = graph.node("Mul", [graph.inputs, sum]);
  return graph.node("Mul", [product, scalar("half", 0.5)]);
});

/** Activations that are one operator without attributes, by its type. */
const operators = { Relu, Sigmoid, Softplus, Tanh };

/** Mappings of all activations. */
export const activations: readonly OnnxMapping[] = [
  ...Object.entries(operators).map(([operator, type]) =>
    onnxMapping(type, (_, graph) => graph.node(operator, [graph.inputs]))
  ),
  linear,
  leakyRelu,
  softmax,
  gelu,
];
