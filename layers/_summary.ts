import { formatShape } from "@cutedl/tensor";
import type { NamedLayer } from "./_leaves.ts";

const HEADER = ["Layer", "Activation", "Output shape", "Parameters"];

/** Formats the layers of a built model as a table, with totals. */
export function formatSummary(
  title: string,
  layers: readonly NamedLayer[],
): string {
  const rows = layers.map(({ name, layer }) => [
    name,
    layer.outputActivation ?? "",
    formatShape(["batch", ...layer.outputShape ?? []]),
    count(layer.parameters.map(({ value }) => value.size)),
  ]);
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  const sizes = (trainable: boolean): number[] =>
    parameters.filter((parameter) => parameter.trainable === trainable)
      .map(({ value }) => value.size);
  const totals = [
    ["Total", "", "", count([...sizes(true), ...sizes(false)])],
    ["Trainable", "", "", count(sizes(true))],
    ["Frozen", "", "", count(sizes(false))],
  ];

  const widths = HEADER.map((_, column) =>
    Math.max(...[HEADER, ...rows, ...totals].map((row) => row[column]!.length))
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) =>
      column === HEADER.length - 1
        ? cell.padStart(widths[column]!)
        : cell.padEnd(widths[column]!)
    ).join("  ");
  const rule = "─".repeat(line(HEADER).length);
  return [
    title,
    "",
    line(HEADER),
    rule,
    ...rows.map(line),
    rule,
    ...totals.map(line),
  ].join("\n");
}

function count(sizes: readonly number[]): string {
  return sizes.reduce((sum, size) => sum + size, 0).toLocaleString("en-US");
}
