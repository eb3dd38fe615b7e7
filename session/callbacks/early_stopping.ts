/**
 * Stopping when training gets no better.
 *
 * @module
 */
import { type Parameter, Tensor } from "@cutedl/tensor";
import { StateReader } from "../_state_reader.ts";
import type { BestValue } from "../history.ts";
import { Monitor } from "./_monitor.ts";
import type { Session } from "../session.ts";
import type { StateValue } from "../state_value.ts";
import type {
  Callback,
  FitContext,
  FitEndContext,
  RowContext,
} from "./callback.ts";

/** Options for {@linkcode EarlyStopping}. */
export interface EarlyStoppingOptions {
  /** Series to watch, such as `valAccuracy`; default `valLoss`. */
  monitor?: string;
  /**
   * How many values in a row may fail to improve before the last of them stops
   * the fit; default 0, which does the same as 1.
   */
  patience?: number;
  /** Change that counts as improvement only if it is exceeded; default 0. */
  minDelta?: number;
  /**
   * Which values are better; default `auto`: large ones where the series' name
   * holds "accuracy", "precision", "recall" or "f1", small ones elsewhere.
   */
  mode?: "auto" | "min" | "max";
  /** Value that is good enough: reaching it stops the fit; by default none. */
  target?: number;
  /**
   * Whether to end with the best weights, buffers included, not the last;
   * default `true`.
   */
  restoreBest?: boolean;
}

/**
 * Stops a fit when a measured series has stopped getting better, or has reached
 * a target, and restores the best weights.
 *
 * It looks at every row of the history that has the series: for a series of
 * validation, once per validation. The best weights are restored when the fit
 * ends, whether it was stopped or ran through, unless it ends by an error or an
 * abort. The optimizer and the counters stay where they were. Each fit begins
 * afresh.
 *
 * @example Stop at the first validation whose loss is 0.01 or less
 * ```ts
 * import { ArrayDataset } from "@cutedl/datasets";
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { MeanSquaredError } from "@cutedl/losses";
 * import { Fixed } from "@cutedl/optimizers";
 * import { EarlyStopping, Session } from "@cutedl/session";
 * import { tensor } from "@cutedl/tensor";
 * import { assert } from "@std/assert";
 *
 * const double = new ArrayDataset(tensor([[1], [2]]), tensor([[2], [4]]));
 * const session = new Session(new Sequential([new Dense(1)]), {
 *   loss: new MeanSquaredError(),
 *   optimizer: new Fixed(0.1),
 * });
 * const stopping = new EarlyStopping({ target: 0.01, patience: 3 });
 * const history = await session.fit(double, {
 *   epochs: 1000,
 *   validation: double,
 *   callbacks: [stopping],
 * });
 * assert(stopping.stoppedEpoch! < 1000);
 * assert(history.last("valLoss") <= 0.01);
 * ```
 */
export class EarlyStopping implements Callback {
  /** Always `"earlyStopping"`. */
  readonly name = "earlyStopping";
  /** Series that is watched. */
  readonly monitor: string;
  /** Values without improvement that stop the fit. */
  readonly patience: number;
  /** Change that improvement must exceed. */
  readonly minDelta: number;
  /** Value that is good enough. */
  readonly target: number | undefined;
  /** Whether to end with the best weights. */
  readonly restoreBest: boolean;
  readonly #monitor: Monitor;
  readonly #weights = new Map<Parameter, Float32Array>();
  #stoppedEpoch: number | undefined;
  #failures = 0;

  /**
   * Creates a callback for one session at a time.
   *
   * @param options What to watch, and when to stop.
   * @throws {RangeError} If an option is not sensible.
   */
  constructor(options: EarlyStoppingOptions = {}) {
    const {
      monitor = "valLoss",
      patience = 0,
      minDelta = 0,
      mode = "auto",
      target,
      restoreBest = true,
    } = options;
    const refuse = (expected: string, received: unknown): never => {
      throw new RangeError(
        `Cannot create early stopping: expected ${expected}, ` +
          `received ${received}`,
      );
    };
    if (!(patience >= 0 && (patience === Infinity || patience % 1 === 0))) {
      refuse("patience to be a whole number >= 0 or Infinity", patience);
    }
    if (target !== undefined && Number.isNaN(target)) {
      refuse("target to be a number", target);
    }
    this.monitor = monitor;
    this.patience = patience;
    this.minDelta = minDelta;
    this.target = target;
    this.restoreBest = restoreBest;
    const action = "stop early";
    this.#monitor = new Monitor({ action, series: monitor, minDelta, mode });
  }

  /** The best value of the last fit, and where it was measured. */
  get best(): BestValue | undefined {
    return this.#monitor.best;
  }

  /** Number of the epoch in which this stopped the last fit, if it did. */
  get stoppedEpoch(): number | undefined {
    return this.#stoppedEpoch;
  }

  /**
   * Begins afresh.
   *
   * @param context The moment.
   * @throws {RangeError} If the fit will not measure the series.
   */
  onFitStart({ plan }: FitContext): void {
    this.#monitor.start(plan);
    this.#stoppedEpoch = undefined;
    this.#failures = 0;
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
   * Restores the best weights.
   *
   * @param context The moment, with how the fit ended.
   */
  onFitEnd({ outcome, step }: FitEndContext): void {
    const isRegular = outcome === "finished" || outcome === "stopped";
    const { best } = this.#monitor;
    if (isRegular && best !== undefined && best.step !== step) {
      for (const [parameter, weights] of this.#weights) {
        parameter.value.data.set(weights);
      }
    }
    this.#weights.clear();
  }

  /**
   * Copies the best value and weights, and how many values have failed since.
   *
   * @returns The state.
   */
  state(): StateValue {
    const weights = [...this.#weights].map(([{ name, value }, data]) => [
      name,
      new Tensor(new Float32Array(data), value.shape),
    ]);
    return {
      monitor: this.#monitor.state(),
      failures: this.#failures,
      stoppedEpoch: this.#stoppedEpoch,
      weights: Object.fromEntries(weights),
    };
  }

  /**
   * Goes on from a saved state.
   *
   * @param state What `state` gave.
   * @param context The moment.
   * @throws {RangeError} If it is damaged, that of another series, or its
   * weights are not those of the model.
   */
  restore(state: StateValue, { session }: FitContext): void {
    const reader = new StateReader(state, "restore early stopping");
    this.#monitor.restore(reader.member("monitor"));
    this.#failures = reader.whole("failures");
    this.#stoppedEpoch = reader.has("stoppedEpoch")
      ? reader.whole("stoppedEpoch")
      : undefined;
    this.#weights.clear();
    if (this.best === undefined || !this.restoreBest) return;
    const weights = reader.member("weights");
    for (const parameter of savedOf(session)) {
      const { name, value } = parameter;
      const { data } = weights.tensor(name, value.shape);
      this.#weights.set(parameter, new Float32Array(data));
    }
  }

  #look({ row, session }: RowContext): void {
    const monitor = this.#monitor;
    const value = monitor.look(row);
    if (value === undefined) return;
    const isReached = this.target !== undefined &&
      monitor.reaches(value, this.target);
    const isBetter = monitor.isBetter(value);
    if (isBetter || isReached) {
      monitor.keep(value, row);
      if (this.restoreBest) this.#keep(savedOf(session));
      this.#failures = 0;
    } else {
      this.#failures++;
    }
    if (!isReached && (isBetter || this.#failures < this.patience)) return;
    this.#stoppedEpoch = row.epoch;
    session.stop();
  }

  #keep(parameters: readonly Parameter[]): void {
    for (const parameter of parameters) {
      const { data } = parameter.value;
      const weights = this.#weights.get(parameter);
      if (weights !== undefined) weights.set(data);
      else this.#weights.set(parameter, new Float32Array(data));
    }
  }
}

/** What a model is made of: its weights, and what else it goes by. */
function savedOf({ model }: Session): readonly Parameter[] {
  return [...model.parameters, ...model.buffers ?? []];
}
