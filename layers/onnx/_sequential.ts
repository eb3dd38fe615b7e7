import { Sequential } from "../sequential.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** The layers of a model, one after the other, at their places. */
export const sequential: OnnxMapping = onnxMapping(
  Sequential,
  ({ layers }, graph) => {
    let values = graph.inputs;
    for (const [i, layer] of layers.entries()) {
      values = graph.map(layer, values, { place: `${i}.${layer.name}` });
    }
    return values;
  },
);
