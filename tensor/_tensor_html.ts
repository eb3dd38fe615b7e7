import { numberFormat } from "./_format.ts";

const EDGE = 5; // rows and columns shown at each end of a shortened table
const SHORTEN_ABOVE = 12;

/**
 * Formats elements of a row-major array as a table of HTML: a row for each index
 * of the axes but the last, a column for each of that.
 */
export function tensorToHtml(
  data: Float32Array,
  shape: readonly number[],
): string {
  const leading = shape.slice(0, -1);
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : data.length / columns;
  const shownRows = shownOf(rows);
  const shownColumns = shownOf(columns);
  const values = shownRows.flatMap((row) =>
    shownColumns.flatMap((column) =>
      row < 0 || column < 0 ? [] : [data[row * columns + column]!]
    )
  );
  const format = numberFormat(values);
  const cells = (name: (column: number) => string): string =>
    shownColumns.map((column) => column < 0 ? "<td>…</td>" : name(column))
      .join("");
  const body = shownRows.map((row) => {
    const head = row < 0 ? "…" : indexOf(row, leading);
    const line = cells((column) =>
      `<td>${row < 0 ? "…" : format(data[row * columns + column]!)}</td>`
    );
    return `<tr><th scope="row">${head}</th>${line}</tr>`;
  });
  const header = cells((column) => `<th scope="col">${column}</th>`);
  return `<table style="text-align:right;white-space:nowrap"><caption>Tensor [${
    shape.join(", ")
  }]</caption><thead><tr><td></td>${header}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table>`;
}

/** The indices to show, -1 for those between. */
function shownOf(count: number): number[] {
  if (count <= SHORTEN_ABOVE) return Array.from({ length: count }, (_, i) => i);
  const head = Array.from({ length: EDGE }, (_, i) => i);
  return [...head, -1, ...head.map((i) => count - EDGE + i)];
}

/** Where a row lies along the leading axes: "2, 0". */
function indexOf(row: number, leading: readonly number[]): string {
  let rest = row;
  const indices = leading.toReversed().map((length) => {
    const index = rest % length;
    rest = (rest - index) / length;
    return index;
  });
  return indices.toReversed().join(", ");
}
