import { Flatten } from "../flatten.ts";
import { Reshape } from "../reshape.ts";
import type { OnnxGraph } from "./graph.ts";
import { type OnnxMapping, onnxMapping } from "./mapping.ts";

/** Both give every example another shape, which is known once built. */
export const reshapes: readonly OnnxMapping[] = [Flatten, Reshape].map((type) =>
  onnxMapping<Flatten | Reshape>(
    type,
    ({ outputShape }, graph) =>
      reshape(graph, graph.inputs, [0n, ...outputShape!.map(BigInt)]),
  )
);

/** Adds a node that reshapes; 0 stands for the size that the axis has. */
export function reshape(
  graph: OnnxGraph,
  inputs: string,
  shape: readonly bigint[],
): string {
  return graph.node("Reshape", [inputs, graph.constant("shape", shape)]);
}
