import type { Tensor } from "@cutedl/tensor";

/** Refuses what holds no tensors by name, as where types are not checked. */
export function assertWeights(
  weights: ReadonlyMap<string, Tensor>,
  name: string,
): void {
  if (typeof (weights as typeof weights | null)?.get === "function") return;
  const received = weights === null ? "null" : typeof weights;
  throw new TypeError(
    `Cannot load ${name}: expected a Map of tensors by name, received ` +
      `${received}: give one, as decodeSafetensors(bytes).tensors`,
  );
}
