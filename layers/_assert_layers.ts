import { leavesOf } from "./_leaves.ts";
import type { Layer } from "./layer.ts";

/** Refuses what cannot be the layers of a model. */
export function assertLayers(layers: readonly Layer[]): void {
  if (!Array.isArray(layers)) {
    throw new TypeError(
      `Cannot create model: expected an array of layers, received ${typeof layers}: put it in brackets`,
    );
  }
  if (layers.length === 0) {
    throw new RangeError(
      "Cannot create model: expected at least one layer, received none: add " +
        "one, as in [new Dense(10)]",
    );
  }
  for (const [i, layer] of layers.entries()) {
    if (isLayer(layer)) continue;
    throw new TypeError(
      "Cannot create model: expected an object with build, forward and " +
        `backward as layer ${i}, ` +
        (typeof layer === "function"
          ? "received a function: create the layer with new"
          : `received ${layer === null ? "null" : typeof layer}: create a ` +
            "layer, as with new Dense(10)"),
    );
  }
  assertDistinct(layers);
}

function assertDistinct(layers: readonly Layer[]): void {
  const names = new Map<Layer, string>();
  for (const { name, layer } of leavesOf(layers)) {
    const earlier = names.get(layer);
    if (earlier !== undefined) {
      throw new RangeError(
        "Cannot create model: expected every layer once, received " +
          `${earlier} again as ${name}: create a second layer`,
      );
    }
    names.set(layer, name);
  }
}

function isLayer(layer: Layer | null | undefined): boolean {
  return typeof layer?.build === "function" &&
    typeof layer.forward === "function" &&
    typeof layer.backward === "function";
}
