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
      "Cannot create model: expected at least one layer, received none",
    );
  }
  for (const [i, layer] of layers.entries()) {
    if (isLayer(layer)) continue;
    throw new TypeError(
      "Cannot create model: expected an object with build, forward and " +
        `backward as layer ${i}, ` +
        (typeof layer === "function"
          ? "received a function: create the layer with new"
          : `received ${layer === null ? "null" : typeof layer}`),
    );
  }
}

function isLayer(layer: Layer | null | undefined): boolean {
  return typeof layer?.build === "function" &&
    typeof layer.forward === "function" &&
    typeof layer.backward === "function";
}
