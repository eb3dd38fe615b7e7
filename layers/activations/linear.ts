/**
 * The activation that changes nothing.
 *
 * @module
 */
import { EngineActivation } from "./engine_activation.ts";

/**
 * No activation: `z`. A layer with it computes nothing beyond its product and bias.
 *
 * @example
 * ```ts
 * import { Dense } from "@cutedl/layers";
 * import { Linear } from "@cutedl/layers/linear";
 * import { assert } from "@std/assert";
 *
 * assert(new Dense(10).activation instanceof Linear);
 * ```
 */
export class Linear extends EngineActivation {
  /** Creates the activation; it has no settings. */
  constructor() {
    super({ activation: "linear" });
  }
}
