import { assertShape, type Engine, Parameter } from "@cutedl/tensor";
import type {
  Initializer,
  InitializerContext,
} from "./initializers/initializer.ts";

/** What a parameter is made from. */
interface ParameterSettings {
  name: string;
  shape: readonly number[];
  engine: Engine;
  initializer: Initializer;
  context: InitializerContext;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/**
 * Makes a parameter; an older one keeps its value and whether it is trainable,
 * and is itself given back unless its name or engine changes.
 */
export function makeParameter(
  settings: ParameterSettings,
  old: Parameter | undefined,
): Parameter {
  const { name, shape, engine, initializer, context, action } = settings;
  if (old !== undefined) {
    if (old.name === name && old.engine === engine) return old;
    return new Parameter(name, old.value, { engine, trainable: old.trainable });
  }
  const value = initializer.initialize(shape, context);
  assertShape(value, shape, {
    name: `values of initializer ${initializer.name}`,
    action,
    remedy: "return a tensor of the shape that initialize is given",
  });
  return new Parameter(name, value, { engine });
}
