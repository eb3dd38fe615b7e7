import { Dense } from "../dense.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** `Gemm` multiplies by a kernel `[inputs, units]` as it is, and adds the bias. */
export const dense: OnnxMapping = onnxMapping(
  Dense,
  ({ parameters, activation }, graph) => {
    const weights = parameters.map(({ name, value }) =>
      graph.constant(name, value)
    );
    const sums = graph.node("Gemm", [graph.inputs, ...weights]);
    return graph.map(activation, sums);
  },
);
