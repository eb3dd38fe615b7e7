import { BatchNormalization } from "../batch_normalization.ts";
import { affine } from "./_affine.ts";
import { reshape } from "./_reshape.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/**
 * The operator has features on the second axis, where we have them on the last:
 * inputs with more axes are made a matrix for it.
 */
export const batchNormalization: OnnxMapping = onnxMapping(
  BatchNormalization,
  ({ inputShape, parameters, buffers, epsilon }, graph) => {
    const features = inputShape!.at(-1)!;
    const isMatrix = inputShape!.length === 1;
    const matrix = isMatrix
      ? graph.inputs
      : reshape(graph, graph.inputs, [-1n, BigInt(features)]);
    const outputs = graph.node("BatchNormalization", [
      matrix,
      ...affine(graph, parameters, features),
      ...buffers.map(({ name, value }) => graph.constant(name, value)),
    ], { epsilon });
    return isMatrix
      ? outputs
      : reshape(graph, outputs, [-1n, ...inputShape!.map(BigInt)]);
  },
);
