import { Dropout } from "../dropout.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** Nothing is dropped but in training. */
export const dropout: OnnxMapping = onnxMapping(
  Dropout,
  (_, graph) => graph.inputs,
);
