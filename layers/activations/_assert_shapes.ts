import { assertShape, type Tensor } from "@cutedl/tensor";
import type {
  ActivationBackwardContext,
  ActivationForwardContext,
} from "./activation_function.ts";

/** Refuses what an activation of that name cannot fill from `inputs`. */
export function assertForwardShapes(
  name: string,
  inputs: Tensor,
  { outputs }: ActivationForwardContext,
): void {
  const action = `apply ${name}`;
  assertShape(outputs, inputs.shape, { name: "outputs", action });
}

/** Refuses what an activation of that name cannot fill from `gradient`. */
export function assertBackwardShapes(
  name: string,
  gradient: Tensor,
  { saved, outputs }: ActivationBackwardContext,
): void {
  const action = `differentiate ${name}`;
  assertShape(gradient, saved.shape, { name: "gradient", action });
  assertShape(outputs, saved.shape, { name: "outputs", action });
}
