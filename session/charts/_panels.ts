import { isMaximized } from "../_direction.ts";
import { validatedName } from "../_validation_name.ts";
import type { History, HistoryRow } from "../history.ts";

/** Whose examples a series was measured on. */
export type Role = "training" | "validation";

/** A value that was measured at a step. */
export interface Point {
  readonly step: number;
  readonly epoch: number;
  /** May be NaN or infinite. */
  readonly value: number;
}

/** A line of a panel. */
export interface Line {
  /** Name of the series, such as `valLoss`. */
  readonly name: string;
  readonly role: Role;
  readonly points: readonly Point[];
  /** The best finite value, the first of equals, if there is one. */
  readonly best: Point | undefined;
}

/** One measure, in training and validation. */
export interface Panel {
  /** Name, such as `Loss`. */
  readonly title: string;
  /** Whether values are shares of one. */
  readonly isShare: boolean;
  readonly lines: readonly Line[];
}

/** Groups the series of a history by what they measure, `loss` first. */
export function panelsOf(history: History): Panel[] {
  const panels = new Map<string, Line[]>();
  for (const name of history.names) {
    const validated = validatedName(name);
    const measure = validated ?? name;
    const lines = panels.get(measure) ?? [];
    panels.set(measure, lines);
    const role = validated === undefined ? "training" : "validation";
    lines.push(lineOf(history.rows, name, role));
  }
  return [...panels].map(([measure, lines]) => ({
    title: titleOf(measure),
    isShare: measure.toLowerCase().endsWith("accuracy"),
    lines: lines.toSorted((a, b) => a.role < b.role ? -1 : 1),
  }));
}

function lineOf(rows: readonly HistoryRow[], name: string, role: Role): Line {
  const points = rows
    .filter((row) => Object.hasOwn(row, name))
    .map((row) => ({ step: row.step, epoch: row.epoch, value: row[name]! }));
  const sign = isMaximized(name, "auto") ? 1 : -1;
  let best: Point | undefined;
  for (const point of points) {
    if (!Number.isFinite(point.value)) continue;
    if (best === undefined || sign * (point.value - best.value) > 0) {
      best = point;
    }
  }
  return { name, role, points, best };
}

/** Makes `topFiveAccuracy` a title: "Top five accuracy". */
function titleOf(measure: string): string {
  const words = measure.replaceAll(
    /(?<=\p{Ll})\p{Lu}/gu,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
