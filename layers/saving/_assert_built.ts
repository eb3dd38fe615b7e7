import type { Layer } from "../layer.ts";

/** Refuses to load weights into a model that has no parameters yet. */
export function assertBuilt(model: Layer, name: string): void {
  if (model.outputShape !== undefined) return;
  throw new Error(
    `Cannot load ${name}: expected a built model, received ${model.name} ` +
      "before build: call build(inputShape)",
  );
}
