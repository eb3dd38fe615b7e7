import { activation } from "./_activation.ts";
import { activations } from "./_activations.ts";
import { batchNormalization } from "./_batch_normalization.ts";
import { dense } from "./_dense.ts";
import { dropout } from "./_dropout.ts";
import { layerNormalization } from "./_layer_normalization.ts";
import { reshapes } from "./_reshape.ts";
import { sequential } from "./_sequential.ts";
import type { OnnxMapping } from "./mapping.ts";

/** Mappings of all classes of this package. */
export const MAPPINGS: readonly OnnxMapping[] = [
  activation,
  ...activations,
  batchNormalization,
  dense,
  dropout,
  layerNormalization,
  ...reshapes,
  sequential,
];
