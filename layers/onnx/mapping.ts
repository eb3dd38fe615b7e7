import type { OnnxGraph } from "./graph.ts";

/** How objects of a class become nodes of an ONNX graph. */
export interface OnnxMapping {
  /** The class: that of a layer or an activation, and none derived from it. */
  readonly type: abstract new (...args: never[]) => object;

  /**
   * Adds nodes for an object.
   *
   * @param part An object of the class.
   * @param graph The graph, as seen from the place of the object.
   * @returns Name of the value that comes out.
   */
  map(part: object, graph: OnnxGraph): string;
}

/**
 * Says how objects of a class become nodes, for `modelToOnnx`.
 *
 * @param type Class of a layer or an activation.
 * @param map Adds the nodes for such an object, and gives the name of the value
 * that comes out.
 * @returns The mapping.
 *
 * @example An activation of your own
 * ```ts
 * import { type ActivationFunction, Dense, Sequential } from "@cutedl/layers";
 * import { modelToOnnx, onnxMapping } from "@cutedl/layers/onnx";
 * import { assertStringIncludes } from "@std/assert";
 *
 * class Absolute implements ActivationFunction {
 *   readonly name = "absolute";
 *   readonly savesInputs = true;
 *   forward: ActivationFunction["forward"] = (inputs, { outputs }) =>
 *     outputs.data.set(inputs.data.map(Math.abs));
 *   backward: ActivationFunction["backward"] = (gradient, { saved, outputs }) =>
 *     outputs.data.set(
 *       gradient.data.map((g, i) => Math.sign(saved.data[i]!) * g),
 *     );
 * }
 *
 * const activation = new Absolute();
 * const model = new Sequential([new Dense(2, { inputs: 3, activation })]);
 * const bytes = modelToOnnx(model, {
 *   mappings: [
 *     onnxMapping(Absolute, (_, graph) => graph.node("Abs", [graph.inputs])),
 *   ],
 * });
 * assertStringIncludes(new TextDecoder().decode(bytes), "0.dense.Abs");
 * ```
 */
export function onnxMapping<Part extends object>(
  type: abstract new (...args: never[]) => Part,
  map: (part: Part, graph: OnnxGraph) => string,
): OnnxMapping {
  return { type, map: (part, graph) => map(part as Part, graph) };
}
