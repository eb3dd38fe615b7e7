/**
 * What a session has measured.
 *
 * @module
 */
import { formatText } from "@cutedl/tensor";
import { describe } from "./_describe.ts";
import { formatCurves } from "./_history_curves.ts";
import { decodeRow, encodeRow, type HistoryJson } from "./_history_json.ts";
import { formatTable } from "./_history_table.ts";
import { isPrintable, namesOf, Series } from "./_series.ts";
import type { BestOptions, BestValue } from "./best_value.ts";
import type { HistoryRow } from "./history_row.ts";

export type { BestOptions, BestValue } from "./best_value.ts";
export type { HistoryJson } from "./_history_json.ts";
export type { HistoryRow } from "./history_row.ts";

const REQUIRED = ["epoch", "step", "seconds", "loss"];

/**
 * What a session measured, one row at each end of an epoch and each validation.
 *
 * @example Series by name
 * ```ts
 * import { History } from "@cutedl/session/history";
 * import { assertEquals } from "@std/assert";
 *
 * const history = new History();
 * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
 * history.record({ epoch: 2, step: 20, seconds: 0.2, loss: 0.4, valLoss: 0.5 });
 * assertEquals(history.series("loss"), [0.9, 0.4]);
 * assertEquals(history.series("steps"), [10, 20]);
 * assertEquals(history.series("valLoss"), [0.5]);
 * assertEquals(history.steps("valLoss"), [20]);
 * assertEquals(history.best("valLoss"), { value: 0.5, step: 20, epoch: 2 });
 * ```
 */
export class History {
  readonly #rows: HistoryRow[] = [];

  /** All rows, oldest first. */
  get rows(): readonly HistoryRow[] {
    return this.#rows;
  }

  /** Names of the series that were measured, `loss` first. */
  get names(): readonly string[] {
    return namesOf(this.#rows);
  }

  /**
   * Adds a row.
   *
   * @param row What was measured; copied.
   * @throws {TypeError} If `epoch`, `step`, `seconds` or `loss` is missing, a
   * value is not a number, or a name has control characters.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 938, seconds: 0.1, loss: 0.4 });
   * assertEquals(history.rows.length, 1);
   * ```
   */
  record(row: HistoryRow): void {
    for (const name of REQUIRED) assertValue(name, row[name]);
    const measured = Object.entries(row).filter(([, value]) =>
      value !== undefined
    );
    for (const [name, value] of measured) assertValue(name, value);
    this.#rows.push(Object.freeze(Object.fromEntries(measured)) as HistoryRow);
  }

  /**
   * Forgets all rows but the oldest.
   *
   * @param count How many rows to keep.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
   * history.record({ epoch: 2, step: 20, seconds: 0.2, loss: 0.4 });
   * history.truncate(1);
   * assertEquals(history.series("steps"), [10]);
   * ```
   */
  truncate(count: number): void {
    this.#rows.splice(count);
  }

  /**
   * Lists the values of a series, oldest first, where it was measured.
   *
   * @param name A series such as `valLoss`, or `steps`, `epochs`, `seconds`.
   * @returns The values.
   * @throws {RangeError} If nothing of that name was measured.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
   * assertEquals(history.series("epochs"), [1]);
   * ```
   */
  series(name: string): number[] {
    return new Series(this.#rows, name).values;
  }

  /**
   * Lists the steps at which a series was measured.
   *
   * @param name The series; default `loss`, which every row has.
   * @returns Training steps, as many as `series(name)` has values.
   * @throws {RangeError} If nothing of that name was measured.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
   * assertEquals(history.steps(), [10]);
   * ```
   */
  steps(name: string = "loss"): number[] {
    return new Series(this.#rows, name).rows.map((row) => row.step);
  }

  /**
   * Finds the best value of a series, the first of equals; NaN never is.
   *
   * @param name The series.
   * @param options Which values are better.
   * @returns The value, and where it was measured.
   * @throws {RangeError} If nothing of that name was measured.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * const row = { epoch: 1, seconds: 0.1, loss: 1 };
   * history.record({ ...row, step: 10, valAccuracy: 0.8 });
   * history.record({ ...row, step: 20, valAccuracy: 0.7 });
   * assertEquals(history.best("valAccuracy").step, 10);
   * ```
   */
  best(name: string, options: BestOptions = {}): BestValue {
    return new Series(this.#rows, name).best(options.mode ?? "auto");
  }

  /**
   * Gives the value of a series that was measured last.
   *
   * @param name The series.
   * @returns The value.
   * @throws {RangeError} If nothing of that name was measured.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
   * assertEquals(history.last("seconds"), 0.1);
   * ```
   */
  last(name: string): number {
    return new Series(this.#rows, name).last();
  }

  /**
   * Gives the rows as plain data, for `JSON.stringify`.
   *
   * @returns The data that {@linkcode History.fromJSON} takes.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
   * const text = JSON.stringify(history);
   * assertEquals(History.fromJSON(JSON.parse(text)).rows, history.rows);
   * ```
   */
  toJSON(): HistoryJson {
    return { rows: this.#rows.map(encodeRow) };
  }

  /**
   * Makes a history of plain data.
   *
   * @param json What {@linkcode History.toJSON} gave.
   * @returns The history.
   * @throws {TypeError} If the data is anything else.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(History.fromJSON({ rows: [] }).rows, []);
   * ```
   */
  static fromJSON(json: HistoryJson): History {
    if (!Array.isArray(json?.rows)) {
      throw new TypeError(
        `Cannot read history: expected { rows: [...] }, received ${
          json?.rows === undefined
            ? describe(json)
            : `{ rows: ${describe(json.rows)} }`
        }`,
      );
    }
    const history = new History();
    for (const row of json.rows) history.record(decodeRow(row));
    return history;
  }

  /**
   * Prints the rows as a table; a long one is shortened in the middle.
   *
   * @returns The text that `console.log` shows, too, before its curves.
   *
   * @example
   * ```ts
   * import { History } from "@cutedl/session/history";
   * import { assertEquals } from "@std/assert";
   *
   * const history = new History();
   * history.record({ epoch: 1, step: 938, seconds: 0.08, loss: 0.4012 });
   * assertEquals(
   *   history.toString(),
   *   "History, 1 row\n" +
   *     "epoch  step  seconds    loss\n" +
   *     "    1   938     0.08  0.4012",
   * );
   * ```
   */
  toString(): string {
    return formatTable(this.#rows, this.names);
  }

  /**
   * Prints the history in Deno's `console.log`.
   *
   * @returns The text of {@linkcode History.toString}, and a small curve for
   * each series.
   */
  [Symbol.for("Deno.customInspect")](): string {
    return this.#inspect();
  }

  /**
   * Prints the history in the `console.log` of Node and Bun.
   *
   * @returns The text of {@linkcode History.toString}, and a small curve for
   * each series.
   */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#inspect();
  }

  /**
   * Shows the history in a notebook.
   *
   * @returns The picture of its curves, once it has a row, and its text.
   */
  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    const text = { "text/plain": this.#inspect() };
    if (this.#rows.length === 0) return text;
    // a program that draws nothing does without
    const { historyToSvg } = await import("./charts/history_to_svg.ts");
    return { ...text, "image/svg+xml": historyToSvg(this) };
  }

  #inspect(): string {
    const curves = formatCurves(this.#rows, this.names);
    return curves === "" ? this.toString() : `${this}\n\n${curves}`;
  }
}

function assertValue(name: string, value: unknown): void {
  const refuse = (expected: string, received: string): never => {
    throw new TypeError(
      `Cannot record history: expected ${expected}, received ${received}`,
    );
  };
  if (!isPrintable(name)) {
    refuse("names of series without control characters", formatText(name));
  }
  if (typeof value !== "number") {
    refuse(`${name} to be a number`, describe(value));
  }
}
