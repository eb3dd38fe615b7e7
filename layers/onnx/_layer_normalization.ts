import { LayerNormalization } from "../layer_normalization.ts";
import { affine } from "./_affine.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** Both normalize the last axis, by a variance without correction. */
export const layerNormalization: OnnxMapping = onnxMapping(
  LayerNormalization,
  ({ inputShape, parameters, epsilon }, graph) =>
    graph.node("LayerNormalization", [
      graph.inputs,
      ...affine(graph, parameters, inputShape!.at(-1)!),
    ], { axis: -1n, epsilon }),
);
