import {
  decodeSafetensors,
  encodeSafetensors,
  full,
  Parameter,
  Random,
  type Tensor,
  zeros,
} from "@cutedl/tensor";
import type {
  BuildOptions,
  Config,
  ForwardOptions,
  Layer,
  UndoBuild,
} from "../mod.ts";

/** Options for {@linkcode Noise}. */
export interface NoiseOptions {
  /** Largest noise. */
  scale: number;
}

/** Adds noise in training, and counts how often. */
export class Noise implements Layer {
  readonly name = "noise";
  readonly parameters: readonly Parameter[] = [];
  readonly scale: number;
  buffers: readonly Parameter[] = [];
  random: Random | undefined;
  inputShape: readonly number[] | undefined;
  outputShape: readonly number[] | undefined;

  constructor({ scale }: NoiseOptions) {
    this.scale = scale;
  }

  get config(): Config {
    return { scale: this.scale };
  }

  build(inputShape: readonly number[], options: BuildOptions = {}): UndoBuild {
    const { random = new Random(0), values } = options;
    const count = values?.("count", [1]) ?? zeros([1]);
    this.buffers = [new Parameter("count", count, { trainable: false })];
    this.random = random;
    this.inputShape = this.outputShape = inputShape;
    return () => {};
  }

  forward(inputs: Tensor, { training }: ForwardOptions = {}): Tensor {
    if (!training) return inputs;
    const [count] = this.buffers;
    count!.assign(full([1], count!.value.data[0]! + 1));
    const outputs = inputs.clone();
    outputs.data.forEach((value, i) => {
      outputs.data[i] = value + this.random!.uniform(0, this.scale);
    });
    return outputs;
  }

  backward(gradient: Tensor): Tensor {
    return gradient;
  }
}

/** The description in a file. */
export function descriptionOf(bytes: Uint8Array) {
  return JSON.parse(decodeSafetensors(bytes).metadata.get("cutedl")!);
}

/** The same file with another description; text is taken as it is. */
export function withDescription(
  bytes: Uint8Array,
  description: unknown,
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = typeof description === "string"
    ? description
    : JSON.stringify(description);
  return encodeSafetensors(tensors, {
    metadata: new Map([...metadata, ["cutedl", text]]),
  });
}
