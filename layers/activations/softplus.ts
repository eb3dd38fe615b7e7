/**
 * Softplus, a smooth rectified linear unit.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * Smooth relu: `ln(1 + exp(z))`, computed without overflow
 * ({@link https://proceedings.mlr.press/v15/glorot11a.html | Glorot et al. 2011}).
 *
 * @example
 * ```ts
 * import { Softplus } from "@cutedl/layers/softplus";
 * import { loadEngine, tensor, zeros } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const outputs = zeros([1]);
 * new Softplus().forward(tensor([0]), { outputs, engine: loadEngine() });
 * assertAlmostEquals(outputs.data[0]!, Math.LN2, 1e-6);
 * ```
 */
export class Softplus extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "softplus" });
  }
}
