/** Elementwise activation functions that engines compute. */
export type Activation =
  | "linear"
  | "relu"
  | "leakyRelu"
  | "sigmoid"
  | "tanh"
  | "gelu"
  | "softplus";

/** An elementwise activation with its one setting. */
export interface ActivationSettings {
  /** The function. */
  activation: Activation;
  /** Slope of `leakyRelu` below 0; others ignore it. */
  negativeSlope?: number;
}

/** What a product goes through on its way out: a bias, then an activation. */
export interface Epilogue extends ActivationSettings {
  /** Added to every row, `[columns]`; default nothing. */
  bias?: Float32Array | undefined;
}

/**
 * Tells which of its two sides an activation's gradient is computed from.
 *
 * @param activation The function.
 * @returns `true` if {@linkcode Engine.activationGradient} wants the
 * pre-activations, `false` if it wants the activations.
 *
 * @example
 * ```ts
 * import { savesInputs } from "@cutedl/tensor/engine";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(savesInputs("gelu"));
 * assertFalse(savesInputs("tanh")); // 1 - tanh²
 * ```
 */
export function savesInputs(activation: Activation): boolean {
  return activation === "gelu" || activation === "softplus";
}
