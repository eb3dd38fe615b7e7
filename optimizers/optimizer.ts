/**
 * What an optimizer is, and its state.
 *
 * @module
 */
import type { Parameter, Tensor } from "@cutedl/tensor";
import type { Schedule } from "./schedules/schedule.ts";

/**
 * Everything an optimizer needs to go on where it was: plain data, such that a
 * file of named tensors and JSON can hold it.
 *
 * What was given as a function, such as a schedule, is not part of it: the
 * optimizer that goes on must have been given the same one.
 */
export interface OptimizerState {
  /** Name of the optimizer it belongs to. */
  optimizer: string;
  /** Number of updates so far. */
  step: number;
  /** Settings by name, such as `learningRate`; finite. */
  settings: Record<string, number | boolean>;
  /**
   * What it remembers per parameter, by the parameter's name and its own, such
   * as `0.dense.kernel/velocity`, in the shape of the parameter.
   */
  slots: Record<string, Tensor>;
}

/** A rule that changes parameters by their gradients. */
export interface Optimizer {
  /** Name, such as `fixed`. */
  readonly name: string;
  /** Length of the next step; may be changed between steps. */
  learningRate: number;
  /** Function that gives the learning rate, if one does. */
  readonly schedule?: Schedule | undefined;
  /** Number of updates so far. */
  readonly step: number;

  /**
   * Changes every trainable parameter by its gradient, in place.
   *
   * @param parameters Parameters of a model, the same ones at every step.
   */
  update(parameters: readonly Parameter[]): void;

  /**
   * Copies everything needed to go on later.
   *
   * @returns The state, which later steps do not change.
   */
  state(): OptimizerState;

  /**
   * Goes on from a saved state.
   *
   * @param state What `state` gave.
   * @param parameters Parameters of the model it was saved with, restored too.
   * @throws {RangeError} If it belongs to another optimizer or another model, or
   * is damaged; nothing has changed.
   */
  restore(state: OptimizerState, parameters: readonly Parameter[]): void;
}
