/**
 * Optimizers: rules that change parameters by their gradients, and schedules of
 * their learning rates.
 *
 * Every optimizer takes a learning rate, which is a number or a function of the
 * step, and the same options for clipping and penalties.
 *
 * @example Down a parabola
 * ```ts
 * import { Adam, cosineDecay } from "@cutedl/optimizers";
 * import { Parameter, tensor } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const x = new Parameter("x", tensor([1]));
 * const optimizer = new Adam(cosineDecay(0.5, { steps: 100 }), { clipNorm: 1 });
 * for (let i = 0; i < 100; i++) {
 *   x.gradient.data[0] = 2 * (x.value.data[0]! - 3); // of (x - 3)²
 *   optimizer.update([x]);
 * }
 * assertAlmostEquals(x.value.data[0]!, 3, 1e-2);
 * ```
 *
 * @module
 */
export * from "./adadelta.ts";
export * from "./adagrad.ts";
export * from "./adam.ts";
export * from "./adam_w.ts";
export * from "./base_optimizer.ts";
export * from "./fixed.ts";
export * from "./momentum.ts";
export * from "./optimizer.ts";
export * from "./optimizer_rule.ts";
export * from "./options.ts";
export * from "./rms_prop.ts";
export * from "./schedules/constant_rate.ts";
export * from "./schedules/cosine_decay.ts";
export * from "./schedules/exponential_decay.ts";
export * from "./schedules/schedule.ts";
export * from "./schedules/step_decay.ts";
