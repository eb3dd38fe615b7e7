import type { ActivationSettings } from "@cutedl/tensor/engine";
import type { ActivationFunction } from "./activation_function.ts";
import { EngineActivation } from "./engine_activation.ts";

/**
 * What an engine is told of an activation, where it computes all of it: `undefined`
 * for one that has a way of its own, forward or backward.
 */
export function engineSettings(
  activation: ActivationFunction,
): ActivationSettings | undefined {
  const { forward, backward } = EngineActivation.prototype;
  return activation instanceof EngineActivation &&
      activation.forward === forward && activation.backward === backward
    ? activation.settings
    : undefined;
}
