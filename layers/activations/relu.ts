/**
 * The rectified linear unit.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * Rectified linear unit: `max(z, 0)`, with derivative 0 at 0
 * ({@link https://proceedings.mlr.press/v15/glorot11a.html | Glorot et al. 2011}).
 *
 * @example
 * ```ts
 * import { Relu } from "@cutedl/layers/relu";
 * import { loadEngine, tensor, zeros } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const outputs = zeros([2]);
 * new Relu().forward(tensor([-1, 2]), { outputs, engine: loadEngine() });
 * assertEquals(outputs.toArray(), [0, 2]);
 * ```
 */
export class Relu extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "relu" });
  }
}
