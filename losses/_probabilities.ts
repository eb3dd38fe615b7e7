import type { Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { rangeError } from "./_checks.ts";

/** How near to 0 (and to 1, where that matters) a probability may come. */
export const CLIP = 1e-7;

/** Clips a probability into a range; what is not finite becomes NaN. */
export function clip(p: number, low: number, high: number): number {
  return Number.isFinite(p) ? Math.min(Math.max(p, low), high) : NaN;
}

/**
 * Refuses finite predictions that are no probabilities.
 *
 * What is not finite passes: whoever trains sees the loss diverge.
 *
 * @throws {RangeError} Naming the row and `ending`, the activation to end with.
 */
export function checkProbabilities(
  { data }: Tensor,
  { columns }: MatrixSize,
  { action, ending }: { action: string; ending: string },
): void {
  for (let i = 0; i < data.length; i++) {
    const p = data[i]!;
    // a softmax in float32 may pass 1 by its rounding
    if ((p < 0 || p > 1 + 1e-6) && Number.isFinite(p)) {
      throw rangeError(p, i, columns, {
        action,
        expected: "probabilities from 0 to 1 as predictions",
        remedy: `end the model in ${ending}, or use { fromLogits: true }`,
      });
    }
  }
}
