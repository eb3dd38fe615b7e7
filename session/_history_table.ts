import { formatValue } from "./_numbers.ts";
import type { HistoryRow } from "./history_row.ts";

const EDGE = 5; // rows shown at each end of a shortened table
const SHORTEN_ABOVE = 20; // rows

/** Formats the rows of a history for a person. */
export function formatTable(
  rows: readonly HistoryRow[],
  names: readonly string[],
): string {
  const count = `History, ${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
  if (rows.length === 0) return count;
  const shorten = rows.length > SHORTEN_ABOVE;
  const shown = shorten ? [...rows.slice(0, EDGE), ...rows.slice(-EDGE)] : rows;

  const value = (number: number | undefined): string =>
    number === undefined ? "" : formatValue(number);
  const columns = [
    ["epoch", ...shown.map((row) => String(row.epoch))],
    ["step", ...shown.map((row) => String(row.step))],
    ["seconds", ...shown.map((row) => row.seconds.toFixed(2))],
    ...names.map((name) => [name, ...shown.map((row) => value(row[name]))]),
  ];
  const widths = columns.map((cells) =>
    Math.max(...cells.map((cell) => cell.length))
  );
  const lines = Array.from(
    { length: shown.length + 1 },
    (_, line) =>
      columns.map((cells, column) => cells[line]!.padStart(widths[column]!))
        .join("  ").trimEnd(),
  );
  if (shorten) lines.splice(1 + EDGE, 0, "…".padStart(widths[0]!));
  return [count, ...lines].join("\n");
}
