/**
 * Tensors, seeded random numbers, operations and compute engines.
 *
 * @example
 * ```ts
 * import { matmul, softmax, tensor } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const logits = matmul(tensor([[1, 2]]), tensor([[0, 1], [0, -0.5]]));
 * assertEquals(softmax(logits).toArray(), [[0.5, 0.5]]);
 * ```
 *
 * @module
 */
export * from "./assert_shape.ts";
export * from "./creation.ts";
export type { Engine, MatmulSize } from "./engines/engine.ts";
export {
  type EngineChoice,
  type EngineName,
  loadEngine,
} from "./engines/load.ts";
export type { SparseMatrix } from "./engines/pixel_rows.ts";
export * from "./format_text.ts";
export * from "./operations/argmax.ts";
export * from "./operations/arithmetic.ts";
export * from "./operations/concat.ts";
export * from "./operations/matmul.ts";
export * from "./operations/one_hot.ts";
export * from "./operations/reductions.ts";
export * from "./operations/slice.ts";
export * from "./operations/softmax.ts";
export * from "./operations/transpose.ts";
export * from "./parameter.ts";
export * from "./random.ts";
export * from "./safetensors/mod.ts";
export * from "./shape_error.ts";
export * from "./sparse_tensor.ts";
export * from "./tensor.ts";
export * from "./workspace.ts";
