/**
 * Optimizers: rules that change parameters by their gradients.
 *
 * @example Down a parabola
 * ```ts
 * import { Fixed } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const x = new Parameter("x", tensor([1]));
 * const optimizer = new Fixed(0.25);
 * for (let i = 0; i < 20; i++) {
 *   x.gradient.data[0] = 2 * (x.value.data[0]! - 3); // of (x - 3)²
 *   optimizer.update([x]);
 * }
 * assertAlmostEquals(x.value.data[0]!, 3, 1e-5);
 * ```
 *
 * @module
 */
export * from "./fixed.ts";
export * from "./optimizer.ts";
