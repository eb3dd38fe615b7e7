/**
 * What makes one optimizer different from another.
 *
 * @module
 */
import type { Penalty } from "./options.ts";

/** What makes one optimizer different from another. */
export interface OptimizerRule<Own> {
  /** Its name, such as `adam`. */
  readonly name: string;
  /** Names of the arrays that it keeps of each parameter; zeros at first. */
  readonly slots: readonly string[];
  /** Settings that it alone has, such as `beta1`. */
  readonly settings: Own;
  /** Strength of a weight decay that is no part of the gradient, if it has one. */
  readonly weightDecay?: Penalty;
}

/** What an update of one parameter goes by. */
export interface UpdateSettings {
  /** Learning rate of this step. */
  learningRate: number;
  /** Number of this step, from 1. */
  step: number;
  /** Factor of the gradient, from `clipNorm`. */
  scale: number;
  /** Largest magnitude of an element of it, from `clipValue`. */
  limit: number;
  /** Strength of the L1 penalty of this parameter. */
  l1: number;
  /** Strength of the L2 penalty of this parameter. */
  l2: number;
  /** Strength of the weight decay of this parameter. */
  weightDecay: number;
}
