/**
 * Models in the {@link https://onnx.ai | ONNX} format, for other runtimes to
 * run: Python, C++, Java, C#, phones, browsers. It is written by this package
 * alone, in any runtime, without a permission.
 *
 * @example
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { modelToOnnx } from "@cutedl/layers/onnx";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const model = new Sequential([new Dense(10, { inputs: 784 })]);
 * const bytes = modelToOnnx(model);
 * assertStringIncludes(new TextDecoder().decode(bytes), "0.dense.kernel");
 * ```
 *
 * @module
 */
export type * from "./graph.ts";
export * from "./mapping.ts";
export * from "./model_to_onnx.ts";
