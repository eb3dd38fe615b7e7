import { assertShape, type Engine, Parameter } from "@cutedl/tensor";
import type {
  Initializer,
  InitializerContext,
} from "./initializers/initializer.ts";
import type { InitialValues } from "./layer.ts";

/** What a parameter is made from. */
interface ParameterSettings {
  shape: readonly number[];
  engine: Engine;
  initializer: Initializer;
  context: InitializerContext;
  /** Values to take before the initializer is asked. */
  values: InitialValues | undefined;
  /** What is attempted, to follow "Cannot". */
  action: string;
}

/** Makes a parameter, and refuses initial values of another shape. */
export function makeParameter(
  name: string,
  settings: ParameterSettings,
): Parameter {
  const { shape, engine, initializer, context, values, action } = settings;
  const given = values?.(name, shape);
  const value = given ?? initializer.initialize(shape, context);
  assertShape(
    value,
    shape,
    given === undefined
      ? {
        name: `values of initializer ${initializer.name}`,
        action,
        remedy: "return a tensor of the shape that initialize is given",
      }
      : { name: `values for ${name}`, action },
  );
  return new Parameter(name, value, { engine });
}
