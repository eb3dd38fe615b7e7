/**
 * Compute engines: the kernels behind everything that computes, and how to
 * choose them.
 *
 * An engine is chosen where a model is made, and never for the whole program:
 *
 * @example Train with the reference engine
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([new Dense(10, { inputs: 784 })], {
 *   engine: "reference",
 * });
 * assertEquals(model.engine.name, "reference");
 * ```
 *
 * @module
 */
export * from "./activation.ts";
export * from "./blas.ts";
export * from "./blas_error.ts";
export * from "./dropout.ts";
export * from "./engine.ts";
export * from "./load.ts";
export * from "./normalization.ts";
export * from "./pixel_rows.ts";
export * from "./updates.ts";
export * from "./wasm.ts";
