import {
  type Engine,
  FreshWorkspace,
  Parameter,
  type Random,
  ReusedWorkspace,
  type Workspace,
} from "@cutedl/tensor";
import type { InitialValues, Layer, UndoBuild } from "./layer.ts";

/** How to build the layers of a model. */
interface BuildLayersOptions {
  random: Random;
  engine: Engine;
  /** Values to start from, by names that tell the place. */
  values: InitialValues | undefined;
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
  /** Their buffers, likewise. */
  readonly buffers: readonly Parameter[];
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
  { random, engine, values, prefix }: BuildLayersOptions,
): BuiltLayers {
  const undos: (UndoBuild | void)[] = [];
  const undo = (): void => {
    for (const undo of undos.splice(0).reverse()) undo?.();
  };
  const parameters: Parameter[] = [];
  const buffers: Parameter[] = [];
  let shape = inputShape;
  try {
    for (const [i, layer] of layers.entries()) {
      const place = `${i}.${layer.name}`;
      const name = prefix + place;
      undos.push(layer.build(shape, {
        random: random.derive(i),
        engine,
        name,
        values: values &&
          ((name, shape) => values(`${place}.${name}`, shape)),
      }));
      shape = layer.outputShape ?? refuseOutputs(name);
      assertNames(layer, name);
      parameters.push(...placed(layer.parameters, place));
      buffers.push(...placed(layer.buffers ?? [], place));
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
    buffers: Object.freeze(buffers),
    fresh: new FreshWorkspace(engine),
    reused: new ReusedWorkspace(engine),
    undo,
  };
}

/** Engine that holds the parameters of layers that are built already. */
export function engineOf(layers: readonly Layer[]): Engine | undefined {
  return layers.flatMap(({ parameters }) => parameters)[0]?.engine;
}

/** Refuses two parameters or buffers of one name. */
function assertNames(layer: Layer, layerName: string): void {
  const names = new Set<string>();
  for (const { name } of [...layer.parameters, ...layer.buffers ?? []]) {
    if (names.has(name)) refuseDouble(name, layerName);
    names.add(name);
  }
}

/** The same parameters under names that tell their place. */
function placed(parameters: readonly Parameter[], place: string): Parameter[] {
  return parameters.map((parameter) =>
    new Parameter(`${place}.${parameter.name}`, parameter)
  );
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
