import { assertShape, type Engine, Parameter } from "@cutedl/tensor";
import type {
  Initializer,
  InitializerContext,
} from "./initializers/initializer.ts";

/** What a parameter is made from. */
interface ParameterSettings {
  shape: readonly number[];
  engine: Engine;
  initializer: Initializer;
  context: InitializerContext;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/** Makes a parameter, and refuses initial values of another shape. */
export function makeParameter(
  name: string,
  settings: ParameterSettings,
): Parameter {
  const { shape, engine, initializer, context, action } = settings;
  const value = initializer.initialize(shape, context);
  assertShape(value, shape, {
    name: `values of initializer ${initializer.name}`,
    action,
    remedy: "return a tensor of the shape that initialize is given",
  });
  return new Parameter(name, value, { engine });
}
