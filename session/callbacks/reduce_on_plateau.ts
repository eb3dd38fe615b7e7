/**
 * A learning rate that is reduced when training gets no better.
 *
 * @module
 */
import { assertWhole } from "../_options.ts";
import { StateReader } from "../_state_reader.ts";
import type { StateValue } from "../state_value.ts";
import { Monitor } from "./_monitor.ts";
import type { Callback, FitContext, RowContext } from "./callback.ts";

/** Options for {@linkcode ReduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** Series to watch, such as `valAccuracy`; default `valLoss`. */
  monitor?: string;
  /** Share of the learning rate that a reduction leaves, > 0 and < 1; default 0.1. */
  factor?: number;
  /**
   * How many values in a row may fail to improve before the last of them reduces
   * the rate; default 10.
   */
  patience?: number;
  /** Change that counts as improvement only if it is exceeded; default 1e-4. */
  minDelta?: number;
  /**
   * Which values are better; default `auto`: large ones where the series' name
   * holds "accuracy", "precision", "recall" or "f1", small ones elsewhere.
   */
  mode?: "auto" | "min" | "max";
  /** Values after a reduction that do not count as failures; default 0. */
  cooldown?: number;
  /** Rate below which no reduction goes, > 0; default 1e-8. */
  minLearningRate?: number;
}

/**
 * Reduces the learning rate when a measured series has stopped getting better.
 *
 * It looks at every row of the history that has the series: for a series of
 * validation, once per validation. The optimizer must have a number as its
 * learning rate, not a schedule. Each fit begins afresh, at the rate that the
 * optimizer has then.
 *
 * The same as `ReduceLROnPlateau` of Keras, but that its cooldown is one value
 * shorter. PyTorch's reduces one value later, and takes `minDelta` as a share of
 * the best value.
 *
 * @example Halve the rate whenever the loss has not fallen for three epochs
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Adam } from "@cutedl/optimizers";
 * import { ReduceOnPlateau, Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assert } from "@std/assert";
 *
 * const double = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
 * const session = new Session(new Sequential([new Dense(1)]), {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Adam(0.5),
 * });
 * await session.fit(double, {
 *   epochs: 100,
 *   callbacks: [
 *     new ReduceOnPlateau({ monitor: "loss", factor: 0.5, patience: 3 }),
 *   ],
 * });
 * assert(session.optimizer.learningRate < 0.5);
 * ```
 */
export class ReduceOnPlateau implements Callback {
  /** Always `"reduceOnPlateau"`. */
  readonly name = "reduceOnPlateau";
  /** Series that is watched. */
  readonly monitor: string;
  /** Share of the learning rate that a reduction leaves. */
  readonly factor: number;
  /** Values without improvement that reduce the rate. */
  readonly patience: number;
  /** Change that improvement must exceed. */
  readonly minDelta: number;
  /** Values after a reduction that do not count as failures. */
  readonly cooldown: number;
  /** Rate below which no reduction goes. */
  readonly minLearningRate: number;
  readonly #monitor: Monitor;
  #failures = 0;
  #rest = 0; // values until failures count again

  /**
   * Creates a callback for one session at a time.
   *
   * @param options What to watch, when and how far to reduce.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: ReduceOnPlateauOptions = {}) {
    const {
      monitor = "valLoss",
      factor = 0.1,
      patience = 10,
      minDelta = 1e-4,
      mode = "auto",
      cooldown = 0,
      minLearningRate = 1e-8,
    } = options;
    const action = "reduce on plateau";
    if (!(factor > 0 && factor < 1)) {
      throw new RangeError(
        `Cannot ${action}: expected factor to be > 0 and < 1, ` +
          `received ${factor}`,
      );
    }
    assertWhole(action, "patience", patience, 0);
    assertWhole(action, "cooldown", cooldown, 0);
    if (!(minLearningRate > 0 && minLearningRate < Infinity)) {
      throw new RangeError(
        `Cannot ${action}: expected minLearningRate to be a finite number > 0, ` +
          `received ${minLearningRate}`,
      );
    }
    this.monitor = monitor;
    this.factor = factor;
    this.patience = patience;
    this.minDelta = minDelta;
    this.cooldown = cooldown;
    this.minLearningRate = minLearningRate;
    this.#monitor = new Monitor({ action, series: monitor, minDelta, mode });
  }

  /**
   * Begins afresh.
   *
   * @param context The moment.
   * @throws {RangeError} If the fit will not measure the series.
   * @throws {TypeError} If the optimizer follows a schedule.
   */
  onFitStart({ plan, session }: FitContext): void {
    if (session.optimizer.schedule !== undefined) {
      throw new TypeError(
        "Cannot reduce on plateau: expected an optimizer whose learning rate " +
          "is a number, received one that follows a schedule: give the " +
          "optimizer a number, or leave the callback out",
      );
    }
    this.#monitor.start(plan);
    this.#failures = this.#rest = 0;
  }

  /**
   * Looks at the row of a validation.
   *
   * @param context The moment, with the row.
   */
  onValidationEnd(context: RowContext): void {
    this.#look(context);
  }

  /**
   * Looks at the row of an epoch.
   *
   * @param context The moment, with the row.
   */
  onEpochEnd(context: RowContext): void {
    this.#look(context);
  }

  /**
   * Copies the best value, and how many values have failed or rested since.
   *
   * @returns The state; the learning rate is part of the optimizer's.
   */
  state(): StateValue {
    return {
      monitor: this.#monitor.state(),
      failures: this.#failures,
      rest: this.#rest,
    };
  }

  /**
   * Goes on from a saved state.
   *
   * @param state What `state` gave.
   * @throws {RangeError} If it is damaged, or that of another series.
   */
  restore(state: StateValue): void {
    const reader = new StateReader(state, "restore reduce on plateau");
    this.#monitor.restore(reader.member("monitor"));
    this.#failures = reader.whole("failures");
    this.#rest = reader.whole("rest");
  }

  #look({ row, session: { optimizer } }: RowContext): void {
    const value = this.#monitor.look(row);
    if (value === undefined) return;
    const isResting = this.#rest > 0;
    if (isResting) this.#rest--;
    if (this.#monitor.isBetter(value)) {
      this.#monitor.keep(value, row);
      this.#failures = 0;
      return;
    }
    if (isResting || ++this.#failures < this.patience) return;
    this.#failures = 0;
    const { learningRate } = optimizer;
    if (learningRate <= this.minLearningRate) return;
    this.#rest = this.cooldown;
    optimizer.learningRate = Math.max(
      learningRate * this.factor,
      this.minLearningRate,
    );
  }
}
