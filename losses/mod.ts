/**
 * Loss functions: how far predictions are from targets, averaged over the
 * batch, and the gradient of that.
 *
 * @example Crossentropy of logits
 * ```ts
 * import { CategoricalCrossentropy } from "@cutedl/losses";
 * import { tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const loss = new CategoricalCrossentropy(); // { fromLogits: true }
 * const { value, gradient } = loss.compute(
 *   tensor([[0, 0]]),
 *   tensor([[1, 0]]),
 * );
 * assertAlmostEquals(value, Math.log(2), 1e-6);
 * assertEquals(gradient.toArray(), [[-0.5, 0.5]]);
 * ```
 *
 * @module
 */
export * from "./binary_crossentropy.ts";
export * from "./categorical_crossentropy.ts";
export * from "./loss.ts";
export * from "./mean_squared_error.ts";
export * from "./sparse_categorical_crossentropy.ts";
