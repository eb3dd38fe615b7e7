import type { Layer } from "./layer.ts";

/** A layer and its name within the model. */
export interface NamedLayer {
  readonly name: string;
  readonly layer: Layer;
}

/** Lists the layers that are not made of others; names begin with `prefix`. */
export function leavesOf(layers: readonly Layer[], prefix = ""): NamedLayer[] {
  return layers.flatMap((layer, i) => {
    const name = `${prefix}${i}.${layer.name}`;
    return layer.layers === undefined
      ? [{ name, layer }]
      : leavesOf(layer.layers, `${name}.`);
  });
}
