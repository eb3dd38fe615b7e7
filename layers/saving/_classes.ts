import { Activation } from "../activation.ts";
import { Gelu } from "../activations/gelu.ts";
import { LeakyRelu } from "../activations/leaky_relu.ts";
import { Linear } from "../activations/linear.ts";
import { Relu } from "../activations/relu.ts";
import { Sigmoid } from "../activations/sigmoid.ts";
import { Softmax } from "../activations/softmax.ts";
import { Softplus } from "../activations/softplus.ts";
import { Tanh } from "../activations/tanh.ts";
import { BatchNormalization } from "../batch_normalization.ts";
import type { ConfigClass } from "../config.ts";
import { Dense } from "../dense.ts";
import { Dropout } from "../dropout.ts";
import { Flatten } from "../flatten.ts";
import { GlorotUniform } from "../initializers/glorot_uniform.ts";
import { HeNormal } from "../initializers/he_normal.ts";
import { Normal } from "../initializers/normal.ts";
import { Uniform } from "../initializers/uniform.ts";
import { Zeros } from "../initializers/zeros.ts";
import { LayerNormalization } from "../layer_normalization.ts";
import { Reshape } from "../reshape.ts";
import { Sequential } from "../sequential.ts";

/**
 * Classes that a file may name, by the names that they have there: a bundler
 * gives them others.
 */
export const CLASSES: ReadonlyMap<string, ConfigClass> = new Map<
  string,
  ConfigClass
>([
  ["Activation", Activation],
  ["BatchNormalization", BatchNormalization],
  ["Dense", Dense],
  ["Dropout", Dropout],
  ["Flatten", Flatten],
  ["Gelu", Gelu],
  ["GlorotUniform", GlorotUniform],
  ["HeNormal", HeNormal],
  ["LayerNormalization", LayerNormalization],
  ["LeakyRelu", LeakyRelu],
  ["Linear", Linear],
  ["Normal", Normal],
  ["Relu", Relu],
  ["Reshape", Reshape],
  ["Sequential", Sequential],
  ["Sigmoid", Sigmoid],
  ["Softmax", Softmax],
  ["Softplus", Softplus],
  ["Tanh", Tanh],
  ["Uniform", Uniform],
  ["Zeros", Zeros],
]);

/** The name of a class in files, if it is one of ours. */
export function knownName(constructor: unknown): string | undefined {
  // a second map would be made on import, and keep all classes in a bundle
  for (const [name, known] of CLASSES) {
    if (known === constructor) return name;
  }
  return undefined;
}
