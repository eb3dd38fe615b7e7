import { Activation } from "../activation.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** An activation layer is its activation. */
export const activation: OnnxMapping = onnxMapping(
  Activation,
  ({ activation }, graph) => graph.map(activation, graph.inputs),
);
