/**
 * The logistic sigmoid.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * Logistic sigmoid: `1 / (1 + exp(-z))`, computed without overflow.
 *
 * Under a loss from logits leave it out: the loss applies its own.
 *
 * @example
 * ```ts
 * import { Sigmoid } from "@cutedl/layers/sigmoid";
 * import { loadEngine, tensor, zeros } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const outputs = zeros([1]);
 * new Sigmoid().forward(tensor([0]), { outputs, engine: loadEngine() });
 * assertAlmostEquals(outputs.data[0]!, 0.5, 1e-6);
 * ```
 */
export class Sigmoid extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "sigmoid" });
  }
}
