import {
  type Engine,
  FreshWorkspace,
  Parameter,
  type Random,
  ReusedWorkspace,
  type Workspace,
} from "@cutedl/tensor";
import type { Layer, UndoBuild } from "./layer.ts";

/** How to build the layers of a model. */
interface BuildLayersOptions {
  random: Random;
  engine: Engine;
  /** What precedes the names of layers in errors, such as `1.sequential.`. */
  prefix: string;
}

/** What a model has once it is built. */
export interface BuiltLayers {
  readonly engine: Engine;
  readonly inputShape: readonly number[];
  /** Shape of one output of the last layer. */
  readonly outputShape: readonly number[];
  /** Parameters of all layers, named by their places. */
  readonly parameters: readonly Parameter[];
  /** Serves callers who bring no workspace. */
  readonly fresh: Workspace;
  /** Memory to predict in. */
  readonly reused: Workspace;
  /** Takes it all back. */
  readonly undo: UndoBuild;
}

/** Builds layers one after the other: all of them, or none. */
export function buildLayers(
  layers: readonly Layer[],
  inputShape: readonly number[],
  { random, engine, prefix }: BuildLayersOptions,
): BuiltLayers {
  const undos: (UndoBuild | void)[] = [];
  const undo = (): void => {
    for (const undo of undos.splice(0).reverse()) undo?.();
  };
  const parameters: Parameter[] = [];
  let shape = inputShape;
  try {
    for (const [i, layer] of layers.entries()) {
      const place = `${i}.${layer.name}`;
      const name = prefix + place;
      undos.push(
        layer.build(shape, { random: random.derive(i), engine, name }),
      );
      shape = layer.outputShape ?? refuseOutputs(name);
      parameters.push(...namedParameters(layer, place, name));
    }
  } catch (error) {
    undo();
    throw error;
  }
  return {
    engine,
    inputShape: [...inputShape],
    outputShape: [...shape],
    parameters: Object.freeze(parameters),
    fresh: new FreshWorkspace(engine),
    reused: new ReusedWorkspace(engine),
    undo,
  };
}

/** The parameters of a layer, under names that tell its place. */
function namedParameters(
  { parameters }: Layer,
  place: string,
  layerName: string,
): Parameter[] {
  const names = new Set<string>();
  return parameters.map((parameter) => {
    if (names.has(parameter.name)) refuseDouble(parameter.name, layerName);
    names.add(parameter.name);
    return new Parameter(`${place}.${parameter.name}`, parameter);
  });
}

function refuseOutputs(name: string): never {
  throw new Error(
    `Cannot build layer ${name}: expected it to know its outputShape once ` +
      "built, received undefined: set it in build",
  );
}

function refuseDouble(parameter: string, layer: string): never {
  throw new Error(
    `Cannot build layer ${layer}: expected a name of its own for each ` +
      `parameter, received ${parameter} twice: rename one`,
  );
}
