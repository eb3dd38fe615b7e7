import type { HistoryRow } from "./history_row.ts";

/** A history as plain data; numbers that JSON does not know are strings. */
export interface HistoryJson {
  /** The rows, by series. */
  rows: Record<string, number | string>[];
}

const NOT_IN_JSON: ReadonlySet<unknown> = new Set([
  "NaN",
  "Infinity",
  "-Infinity",
]);

/** Writes a row as plain data. */
export function encodeRow(row: HistoryRow): Record<string, number | string> {
  const encode = (value: number): number | string =>
    Number.isFinite(value) ? value : String(value);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, encode(value!)]),
  );
}

/** Reads a row of plain data, for `History.record` to check. */
export function decodeRow(row: Record<string, number | string>): HistoryRow {
  const decode = (value: unknown): unknown =>
    NOT_IN_JSON.has(value) ? Number(value) : value;
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, decode(value)]),
  ) as unknown as HistoryRow;
}
