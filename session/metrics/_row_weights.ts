import { assertShape, type Tensor } from "@cutedl/tensor";

/** Whose weights, and what is attempted with them. */
export interface RowWeightsOptions {
  /** Number of rows. */
  readonly rows: number;
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
}

/**
 * Refuses weights that are not one finite number of at least 0 for each row.
 *
 * @returns Their elements, or `undefined` if there are none.
 */
export function readRowWeights(
  weights: Tensor | undefined,
  { rows, action }: RowWeightsOptions,
): Float32Array | undefined {
  if (weights === undefined) return undefined;
  assertShape(weights, [rows], { name: "weights", action });
  const bad = weights.data.findIndex((w) => !(w >= 0 && w < Infinity));
  if (bad < 0) return weights.data;
  throw new RangeError(
    `Cannot ${action}: expected finite weights >= 0, received ` +
      `${weights.data[bad]} in row ${bad}`,
  );
}
