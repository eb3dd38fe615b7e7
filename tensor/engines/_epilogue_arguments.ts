import type { Staging } from "./_staging.ts";
import type { Activation, Epilogue } from "./activation.ts";

/** The numbers that `tensor/assembly/f32_activation.ts` gives them. */
export const activationKinds: Record<Activation, number> = {
  linear: 0,
  relu: 1,
  leakyRelu: 2,
  sigmoid: 3,
  tanh: 4,
  gelu: 5,
  softplus: 6,
};

/** Arguments of the kernels of products. */
export type EpilogueArguments = [bias: number, kind: number, slope: number];

/** Arguments of an epilogue; its bias is copied in if it is foreign. */
export function epilogueArguments(
  { bias, activation, negativeSlope = 0 }: Epilogue,
  staging: Staging,
): EpilogueArguments {
  return [
    bias === undefined ? 0 : staging.input(bias),
    activationKinds[activation],
    negativeSlope,
  ];
}
