/**
 * Layers with a forward and a backward pass, activations, initializers, and
 * models made of them.
 *
 * @example A model with two layers
 * ```ts
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new Sequential([
 *   new Dense(128, { inputs: 784, activation: "relu" }),
 *   new Dense(10),
 * ], { seed: 1 });
 * assertEquals(model.predict(zeros([32, 784])).shape, [32, 10]);
 * ```
 *
 * @module
 */
export * from "./activation.ts";
export * from "./activations/activation_function.ts";
export * from "./activations/engine_activation.ts";
export * from "./activations/gelu.ts";
export * from "./activations/leaky_relu.ts";
export * from "./activations/linear.ts";
export * from "./activations/relu.ts";
export * from "./activations/sigmoid.ts";
export * from "./activations/softmax.ts";
export * from "./activations/softplus.ts";
export * from "./activations/tanh.ts";
export * from "./base_layer.ts";
export * from "./batch_normalization.ts";
export type * from "./config.ts";
export * from "./dense.ts";
export type * from "./dense_options.ts";
export * from "./dropout.ts";
export * from "./flatten.ts";
export * from "./initializers/glorot_uniform.ts";
export * from "./initializers/he_normal.ts";
export * from "./initializers/initializer.ts";
export * from "./initializers/normal.ts";
export * from "./initializers/uniform.ts";
export * from "./initializers/zeros.ts";
export * from "./layer.ts";
export * from "./layer_normalization.ts";
export type * from "./layer_parts.ts";
export * from "./layer_pass.ts";
export type * from "./normalization_options.ts";
export * from "./reshape.ts";
export * from "./saving/load_pytorch_weights.ts";
export * from "./saving/load_weights.ts";
export * from "./saving/model_from_bytes.ts";
export * from "./saving/model_to_bytes.ts";
export * from "./saving/weights_error.ts";
export * from "./sequential.ts";
export * from "./sequential_options.ts";
