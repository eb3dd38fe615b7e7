import { formatValue } from "./_numbers.ts";
import type { HistoryRow } from "./history_row.ts";

const WIDTH = 40; // characters
const LEVELS = "▁▂▃▄▅▆▇█";

/**
 * Draws a small curve for each series, a line of text with its first and its
 * last value; empty where there is nothing to compare. A column of many values
 * is their mean, one without a finite value stays blank.
 */
export function formatCurves(
  rows: readonly HistoryRow[],
  names: readonly string[],
): string {
  const series = names.map((name) => ({
    name,
    values: rows.filter((row) => Object.hasOwn(row, name))
      .map((row) => row[name]!),
  })).filter(({ values }) => values.length > 1);
  const width = Math.max(0, ...series.map(({ name }) => name.length));
  return series.map(({ name, values }) => {
    const [first, last] = [values[0]!, values.at(-1)!].map(formatValue);
    return `${name.padEnd(width)}  ${drawCurve(values)}  ${first} to ${last}`;
  }).join("\n");
}

function drawCurve(values: readonly number[]): string {
  const columns = Math.min(WIDTH, values.length);
  const means = Array.from({ length: columns }, (_, i) =>
    meanOf(values.slice(
      Math.floor(i * values.length / columns),
      Math.floor((i + 1) * values.length / columns),
    )));
  const finite = means.filter(Number.isFinite);
  const least = Math.min(...finite);
  const spread = Math.max(...finite) - least;
  return means.map((value) => {
    if (!Number.isFinite(value)) return " ";
    const share = spread > 0 ? (value - least) / spread : 0.5;
    return LEVELS[Math.round(share * (LEVELS.length - 1))];
  }).join("");
}

/** Mean of the finite values; NaN if there are none. */
function meanOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
