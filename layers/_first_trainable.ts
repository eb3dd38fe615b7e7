import type { Layer } from "./layer.ts";

/** Index of the first layer that has something to learn; 0 where none has. */
export function firstTrainable(layers: readonly Layer[]): number {
  const index = layers.findIndex(({ parameters }) =>
    parameters.some(({ trainable }) => trainable)
  );
  return Math.max(0, index);
}
