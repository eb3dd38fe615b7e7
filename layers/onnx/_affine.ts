import { full, type Parameter } from "@cutedl/tensor";
import type { OnnxGraph } from "./graph.ts";

/** Adds scale and offset, which operators want even where none are learned. */
export function affine(
  graph: OnnxGraph,
  parameters: readonly Parameter[],
  features: number,
): string[] {
  return Object.entries({ gamma: 1, beta: 0 }).map(([name, value]) => {
    const learned = parameters.find((parameter) => parameter.name === name);
    return graph.constant(name, learned?.value ?? full([features], value));
  });
}
