import type { Tensor } from "@cutedl/tensor";
import {
  type MisshapenTensor,
  type NamedShape,
  WeightsError,
} from "./weights_error.ts";

/** A tensor that has to come, and what it is for. */
export interface ExpectedWeight extends NamedShape {
  /** Copies it to where it belongs. */
  assign(weight: Tensor): void;
}

/**
 * Copies tensors to where they belong: all of them, or none.
 *
 * @param name What errors call them.
 */
export function assignWeights(
  expected: readonly ExpectedWeight[],
  weights: ReadonlyMap<string, Tensor>,
  name: string,
): void {
  const missing: NamedShape[] = [];
  const misshapen: MisshapenTensor[] = [];
  const extra = new Map(weights);
  for (const { name, shape } of expected) {
    const weight = weights.get(name);
    extra.delete(name);
    if (weight === undefined) missing.push({ name, shape });
    else if (String(weight.shape) !== String(shape)) {
      misshapen.push({ name, expected: shape, received: weight.shape });
    }
  }
  if (missing.length + misshapen.length + extra.size > 0) {
    throw new WeightsError({
      name,
      missing,
      extra: [...extra].map(([name, { shape }]) => ({ name, shape })),
      misshapen,
    });
  }
  for (const weight of expected) weight.assign(weights.get(weight.name)!);
}
