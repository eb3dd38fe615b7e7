import type { Parameter, Tensor } from "@cutedl/tensor";

/** Everything an optimizer needs to go on where it was: plain data. */
export interface OptimizerState {
  /** Name of the optimizer it belongs to. */
  optimizer: string;
  /** Number of updates so far. */
  step: number;
  /** Settings by name, such as `learningRate`. */
  settings: Record<string, number>;
  /** What it remembers per parameter, by names such as `0.dense.kernel/velocity`. */
  slots: Record<string, Tensor>;
}

/** A rule that changes parameters by their gradients. */
export interface Optimizer {
  /** Name, such as `fixed`. */
  readonly name: string;
  /** Length of a step; may be changed between steps. */
  learningRate: number;
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
   * @throws {RangeError} If it belongs to another optimizer or is damaged.
   */
  restore(state: OptimizerState): void;
}
