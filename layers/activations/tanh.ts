/**
 * The hyperbolic tangent.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * Hyperbolic tangent: `tanh(z)`.
 *
 * @example
 * ```ts
 * import { Tanh } from "@cutedl/layers/tanh";
 * import { loadEngine, tensor, zeros } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const outputs = zeros([1]);
 * new Tanh().forward(tensor([0.5]), { outputs, engine: loadEngine() });
 * assertAlmostEquals(outputs.data[0]!, Math.tanh(0.5), 1e-6);
 * ```
 */
export class Tanh extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "tanh" });
  }
}
