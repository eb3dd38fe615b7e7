/**
 * Lays out a table in Markdown as `deno fmt` does.
 *
 * @param rows Cells, the heading first.
 * @param figures Whether all columns but the first are aligned to the right.
 */
export function markdown(
  rows: readonly (readonly string[])[],
  { figures = false }: { figures?: boolean } = {},
): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]!.length))
  );
  const isFigure = (column: number): boolean => figures && column > 0;
  const lines = rows.map((row) =>
    row.map((cell, column) =>
      isFigure(column)
        ? cell.padStart(widths[column]!)
        : cell.padEnd(widths[column]!)
    )
  );
  const rule = widths.map((width, column) =>
    isFigure(column) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)
  );
  return [lines[0]!, rule, ...lines.slice(1)]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
