import { formatText } from "@cutedl/tensor";
import { isMaximized, type Mode } from "./_direction.ts";
import type { BestValue } from "./best_value.ts";
import type { HistoryRow } from "./history_row.ts";

const ALIASES = new Map([["steps", "step"], ["epochs", "epoch"]]);
const PLACES = ["epoch", "step", "seconds"];

/** Whether a name prints as it is: without control characters. */
export function isPrintable(name: string): boolean {
  return !/\p{C}/u.test(name);
}

/** Names of the series that rows hold, `loss` first. */
export function namesOf(rows: readonly HistoryRow[]): readonly string[] {
  const names = new Set(["loss"]);
  for (const row of rows) {
    for (const name of Object.keys(row)) names.add(name);
  }
  return [...names].filter((name) => !PLACES.includes(name));
}

/** One series: the rows that have it, and where in a row it is. */
export class Series {
  /** Rows in which it was measured. */
  readonly rows: readonly HistoryRow[];
  readonly #name: string;
  readonly #key: string;

  /** @throws {RangeError} If nothing of that name was measured. */
  constructor(rows: readonly HistoryRow[], name: string) {
    this.#name = name;
    const key = this.#key = ALIASES.get(name) ?? name;
    this.rows = rows.filter((row) => Object.hasOwn(row, key));
    if (PLACES.includes(key)) return;
    const known = namesOf(rows);
    if (known.includes(key)) return;
    throw new RangeError(
      `Cannot find series ${formatText(name)}: expected one of ` +
        `${[...known, "steps", "epochs", "seconds"].join(", ")}`,
    );
  }

  /** Its values, oldest first. */
  get values(): number[] {
    return this.rows.map((row) => row[this.#key]!);
  }

  /** The value measured last. */
  last(): number {
    const value = this.values.at(-1);
    if (value !== undefined) return value;
    throw new RangeError(
      `Cannot give last ${this.#name}: expected a value, received none`,
    );
  }

  /** The best value, the first of equals; NaN never is. */
  best(mode: Mode): BestValue {
    const key = this.#key;
    const sign = isMaximized(key, mode) ? 1 : -1;
    let best: HistoryRow | undefined;
    for (const row of this.rows) {
      if (Number.isNaN(row[key])) continue;
      if (best === undefined || sign * (row[key]! - best[key]!) > 0) best = row;
    }
    if (best === undefined) {
      throw new RangeError(
        `Cannot find best ${this.#name}: expected a value, received none`,
      );
    }
    return { value: best[key]!, step: best.step, epoch: best.epoch };
  }
}
