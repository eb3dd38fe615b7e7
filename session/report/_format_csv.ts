import type { Report } from "./_report.ts";

/** Writes the rows of a history as lines, with empty cells where there is none. */
export function formatCsv({ history }: Report): string {
  const names = ["epoch", "step", "seconds", ...history.names];
  const rows = history.rows.map((row) =>
    names.map((name) => String(row[name] ?? ""))
  );
  return [names, ...rows]
    .map((cells) => `${cells.map(quote).join(",")}\n`)
    .join("");
}

/** Quotes a cell, where it needs to be (RFC 4180). */
function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
