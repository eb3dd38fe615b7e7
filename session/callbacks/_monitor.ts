import { isMaximized, type Mode } from "../_direction.ts";
import { isValidationName } from "../_validation_name.ts";
import type { StateReader } from "../_state_reader.ts";
import type { BestValue } from "../best_value.ts";
import type { HistoryRow } from "../history_row.ts";
import type { StateObject } from "../state_value.ts";
import type { FitPlan } from "./callback.ts";

/** What a monitor watches for. */
export interface MonitorOptions {
  /** What is attempted, to follow "Cannot". */
  readonly action: string;
  /** Series to watch. */
  readonly series: string;
  /** Change that improvement must exceed. */
  readonly minDelta: number;
  /** Which values are better. */
  readonly mode: Mode;
}

/** Watches a series of the history for its best value. */
export class Monitor {
  readonly #action: string;
  readonly #series: string;
  readonly #minDelta: number;
  readonly #sign: 1 | -1; // times a value: the more, the better
  #best: BestValue | undefined;
  #lastStep = -1;

  /** @throws {RangeError} If mode or minDelta is not sensible. */
  constructor({ action, series, minDelta, mode }: MonitorOptions) {
    if (!(minDelta >= 0 && minDelta < Infinity)) {
      throw new RangeError(
        `Cannot ${action}: expected minDelta to be a finite number >= 0, ` +
          `received ${minDelta}`,
      );
    }
    this.#action = action;
    this.#series = series;
    this.#minDelta = minDelta;
    this.#sign = isMaximized(series, mode) ? 1 : -1;
  }

  /** The best value of the fit, and where it was measured. */
  get best(): BestValue | undefined {
    return this.#best;
  }

  /**
   * Begins afresh.
   *
   * @throws {RangeError} If the fit will not measure the series.
   */
  start({ series }: FitPlan): void {
    const name = this.#series;
    if (!series.includes(name)) {
      const remedy = isValidationName(name) && !series.includes("valLoss")
        ? ": give fit the data to validate on as validation"
        : "";
      throw new RangeError(
        `Cannot ${this.#action}: expected monitor to be one of ` +
          `${series.join(", ")}, received ${name}${remedy}`,
      );
    }
    this.#best = undefined;
    this.#lastStep = -1;
  }

  /** The value of a row, unless it has none or was looked at. */
  look(row: HistoryRow): number | undefined {
    const value = row[this.#series];
    if (value === undefined || row.step === this.#lastStep) return undefined;
    this.#lastStep = row.step;
    return value;
  }

  /** Whether a value is as good as another, or better. */
  reaches(value: number, target: number): boolean {
    return this.#sign * (value - target) >= 0;
  }

  /** Whether a value is better than the best so far; NaN never is. */
  isBetter(value: number): boolean {
    return this.#best === undefined
      ? !Number.isNaN(value)
      : this.#sign * (value - this.#best.value) > this.#minDelta;
  }

  /** Copies what was seen. */
  state(): StateObject {
    return {
      series: this.#series,
      best: this.#best && { ...this.#best },
      lastStep: this.#lastStep,
    };
  }

  /**
   * Goes on from a saved state.
   *
   * @throws {RangeError} If it is that of another series.
   */
  restore(reader: StateReader): void {
    const series = reader.text("series");
    if (series !== this.#series) {
      reader.refuse(`the state of one that monitors ${this.#series}`, series);
    }
    const best = reader.optionalMember("best");
    this.#best = best && {
      value: best.number("value"),
      step: best.whole("step"),
      epoch: best.whole("epoch"),
    };
    this.#lastStep = reader.whole("lastStep", -1);
  }

  /** Takes a value for the best. */
  keep(value: number, { step, epoch }: HistoryRow): void {
    this.#best = { value, step, epoch };
  }

  /** Takes what was the best before, as what was kept since is lost. */
  goBack(best: BestValue | undefined): void {
    this.#best = best;
  }
}
