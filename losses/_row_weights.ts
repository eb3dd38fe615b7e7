import { assertShape, type Tensor } from "@cutedl/tensor";
import type { MatrixSize } from "@cutedl/tensor/engine";
import { rangeError } from "./_checks.ts";

/**
 * Refuses weights that are not one finite number of at least 0 for each row.
 *
 * @returns Their elements, or `undefined` if there are none.
 */
export function checkWeights(
  weights: Tensor | undefined,
  { rows }: MatrixSize,
  action: string,
): Float32Array | undefined {
  if (weights === undefined) return undefined;
  assertShape(weights, [rows], {
    name: "weights",
    action,
    remedy: "give one for each row of the batch",
  });
  const { data } = weights;
  for (let row = 0; row < rows; row++) {
    const weight = data[row]!;
    if (weight >= 0 && weight < Infinity) continue; // refuses NaN, too
    throw rangeError(weight, row, 1, {
      action,
      expected: "finite weights >= 0",
      remedy: "give each row how much it counts, 0 to leave it out",
    });
  }
  return data;
}
