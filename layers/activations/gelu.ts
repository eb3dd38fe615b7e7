/**
 * The Gaussian error linear unit.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * Gaussian error linear unit: `z · Φ(z)`, with the normal distribution
 * `Φ(z) = (1 + erf(z / √2)) / 2` itself, not its approximation by tanh
 * ({@link https://arxiv.org/abs/1606.08415 | Hendrycks and Gimpel 2016}).
 *
 * @example
 * ```ts
 * import { Gelu } from "@cutedl/layers/gelu";
 * import { loadEngine, tensor, zeros } from "@cutedl/tensor";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const outputs = zeros([1]);
 * new Gelu().forward(tensor([1]), { outputs, engine: loadEngine() });
 * assertAlmostEquals(outputs.data[0]!, 0.8413447, 1e-6);
 * ```
 */
export class Gelu extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "gelu" });
  }
}
