import { assertShape, full, Parameter } from "@cutedl/tensor";
import type { LayerContext } from "./layer_parts.ts";

/** What a parameter of equal elements is made from. */
interface ConstantSettings {
  features: number;
  value: number;
  trainable: boolean;
  context: LayerContext;
}

/** Makes a parameter, `[features]`, of equal elements unless others are given. */
export function constantParameter(
  name: string,
  { features, value, trainable, context }: ConstantSettings,
): Parameter {
  const { engine, values, action } = context;
  const shape = [features];
  const initial = values?.(name, shape) ?? full(shape, value);
  assertShape(initial, shape, { name: `values for ${name}`, action });
  return new Parameter(name, initial, { engine, trainable });
}
