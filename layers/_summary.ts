import { formatShape, type Parameter } from "@cutedl/tensor";
import type { NamedLayer } from "./_leaves.ts";

/** What a summary says of a built model. */
export interface Summary {
  /** Name of the model, and its inputs. */
  readonly title: string;
  /** Names of the columns; the last is of numbers. */
  readonly header: readonly string[];
  /** A row for each layer. */
  readonly rows: readonly (readonly string[])[];
  /** Counts of parameters, by what they are. */
  readonly totals: readonly (readonly [name: string, count: string])[];
}

/**
 * Gathers the layers of a built model, with totals. Buffers count as parameters
 * that are not trainable.
 */
export function summarize(
  modelName: string,
  inputShape: readonly number[],
  layers: readonly NamedLayer[],
): Summary {
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  const buffers = layers.flatMap(({ layer }) => layer.buffers ?? []);
  const total = elementsOf([...parameters, ...buffers]);
  const trained = elementsOf(parameters.filter(({ trainable }) => trainable));
  return {
    title: `${modelName}, inputs ${formatShape(["batch", ...inputShape])}`,
    header: ["Layer", "Activation", "Output shape", "Parameters"],
    rows: layers.map(({ name, layer }) => [
      name,
      layer.outputActivation ?? "",
      formatShape(["batch", ...layer.outputShape ?? []]),
      format(elementsOf([...layer.parameters, ...layer.buffers ?? []])),
    ]),
    totals: [
      ["Total", format(total)],
      ["Trainable", format(trained)],
      ["Non-trainable", format(total - trained)],
    ],
  };
}

/** Formats a summary as lines of text. */
export function formatSummary(
  { title, header, rows, totals }: Summary,
): string {
  const sums = totals.map(([name, count]) => [name, "", "", count]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows, ...sums].map((row) => row[column]!.length))
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) =>
      column === header.length - 1
        ? cell.padStart(widths[column]!)
        : cell.padEnd(widths[column]!)
    ).join("  ");
  const rule = "─".repeat(line(header).length);
  return [
    title,
    "",
    line(header),
    rule,
    ...rows.map(line),
    rule,
    ...sums.map(line),
  ].join("\n");
}

/** Formats a summary as a table of HTML. */
export function summaryToHtml(summary: Summary): string {
  const { title, header, rows, totals } = summary;
  const last = header.length - 1;
  const align = (column: number): string =>
    ` style="text-align:${column === last ? "right" : "left"}"`;
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${
      cells.map((cell, i) => `<${tag}${align(i)}>${escape(cell)}</${tag}>`)
        .join("")
    }</tr>`;
  const sums = totals.map(([name, count]) =>
    `<tr><th colspan="${last}"${align(0)}>${name}</th>` +
    `<td${align(last)}>${count}</td></tr>`
  );
  return `<table><caption${align(0)}>${escape(title)}</caption>` +
    `<thead>${row("th", header)}</thead>` +
    `<tbody>${rows.map((cells) => row("td", cells)).join("")}</tbody>` +
    `<tfoot>${sums.join("")}</tfoot></table>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function elementsOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { value }) => sum + value.size, 0);
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}
