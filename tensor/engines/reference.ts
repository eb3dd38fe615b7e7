import { allocate } from "../_allocate.ts";
import { activate, activationGradient } from "../reference/activations.ts";
import {
  sigmoidCrossentropy,
  softmaxCrossentropy,
  sparseSoftmaxCrossentropy,
} from "../reference/crossentropy.ts";
import { dropout } from "../reference/dropout.ts";
import { allFinite, gatherPixels } from "../reference/elements.ts";
import { matmul } from "../reference/matmul.ts";
import {
  moments,
  normalize,
  normalizeGradient,
} from "../reference/normalization.ts";
import { sumRows } from "../reference/rows.ts";
import { softmax, softmaxGradient } from "../reference/softmax.ts";
import {
  adadelta,
  adagrad,
  adam,
  descend,
  momentum,
  rmsProp,
  sumSquares,
} from "../reference/updates.ts";
import type { Engine } from "./engine.ts";

/**
 * The reference engine: plain TypeScript on ordinary arrays, sums in float64.
 *
 * It is written to be obviously right, not fast; every other engine is tested
 * against it.
 */
export const reference: Engine = {
  name: "reference",
  description: "reference, plain TypeScript",
  bytesInUse: 0,
  allocate: (length) => allocate(Float32Array, length, "allocate an array"),
  matmul,
  activate,
  activationGradient,
  sumRows,
  softmax,
  softmaxGradient,
  softmaxCrossentropy,
  sparseSoftmaxCrossentropy,
  sigmoidCrossentropy,
  moments,
  normalize,
  normalizeGradient,
  dropout,
  allFinite,
  gatherPixels,
  listPixels: () => undefined,
  descend,
  momentum,
  adagrad,
  rmsProp,
  adadelta,
  adam,
  sumSquares,
};
