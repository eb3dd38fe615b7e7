/**
 * The options of a fully connected layer.
 *
 * @module
 */
import type { ActivationChoice } from "./activations/activation_function.ts";
import type { InitializerChoice } from "./initializers/initializer.ts";

/** Options for {@linkcode Dense}. */
export interface DenseOptions {
  /** Inputs of a unit; by default as many as the layer is built for. */
  inputs?: number | undefined;
  /** Function that shapes the outputs; default `linear`. */
  activation?: ActivationChoice;
  /** Whether a bias is added; default `true`. */
  useBias?: boolean;
  /** Initial values of the kernel; default `glorotUniform`. */
  kernelInitializer?: InitializerChoice;
  /** Initial values of the bias; default `zeros`. */
  biasInitializer?: InitializerChoice;
}

/** All that a dense layer is made from. */
export interface DenseConfig extends DenseOptions {
  /** Number of outputs. */
  units: number;
}
