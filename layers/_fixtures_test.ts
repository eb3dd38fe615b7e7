import { loadEngine, Parameter, type Tensor, zeros } from "@cutedl/tensor";
import type { BuildOptions, Dense, Layer, UndoBuild } from "./mod.ts";

/** A layer without parameters that gives its inputs back. */
export class Identity implements Layer {
  readonly name: string = "identity";
  parameters: readonly Parameter[] = [];
  inputShape: readonly number[] | undefined;
  outputShape: readonly number[] | undefined;

  build(
    inputShape: readonly number[],
    _options?: BuildOptions,
  ): UndoBuild | void {
    this.inputShape = this.outputShape = inputShape;
    return () => {
      this.inputShape = this.outputShape = undefined;
    };
  }

  forward(inputs: Tensor): Tensor {
    return inputs;
  }

  backward(gradient: Tensor): Tensor {
    return gradient;
  }
}

/** A layer with parameters, of one element, that have the names given. */
export class Named extends Identity {
  override readonly name = "named";
  readonly #names: readonly string[];

  constructor(...names: string[]) {
    super();
    this.#names = names;
  }

  override build(inputShape: readonly number[]): UndoBuild {
    this.parameters = this.#names.map((name) =>
      new Parameter(name, zeros([1]))
    );
    const undo = super.build(inputShape)!;
    return () => {
      this.parameters = [];
      undo();
    };
  }
}

/** Names of the parameters. */
export function names(layer: Layer): string[] {
  return layer.parameters.map(({ name }) => name);
}

/** Copies of their values. */
export function values(layer: Layer): Tensor[] {
  return layer.parameters.map(({ value }) => value.clone());
}

/** Builds a layer with known kernel and bias. */
export function built(
  layer: Dense,
  kernel: Tensor,
  bias?: Tensor,
  engine = loadEngine("reference"),
): Dense {
  layer.build([kernel.shape[0]!], { engine });
  layer.parameters[0]!.assign(kernel);
  if (bias !== undefined) layer.parameters[1]!.assign(bias);
  return layer;
}
