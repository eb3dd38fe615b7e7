import type { Parameter } from "@cutedl/tensor";
import { type Settings, strengthFor } from "./_settings.ts";

/** What is remembered of a parameter. */
export interface Memory {
  readonly slots: readonly Float32Array[];
  readonly l1: number;
  readonly l2: number;
  readonly weightDecay: number;
}

/**
 * Remembers slots of a parameter, and how strong its penalties are.
 *
 * @throws {RangeError} If a penalty that is a function gives no strength.
 */
export function makeMemory(
  parameter: Parameter,
  { l1, l2, weightDecay = 0 }: Settings,
  slots: readonly Float32Array[],
): Memory {
  return {
    slots,
    l1: strengthFor(parameter, l1, "l1"),
    l2: strengthFor(parameter, l2, "l2"),
    weightDecay: strengthFor(parameter, weightDecay, "weightDecay"),
  };
}
