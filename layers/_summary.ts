import { formatShape, type Parameter } from "@cutedl/tensor";
import type { NamedLayer } from "./_leaves.ts";

const HEADER = ["Layer", "Activation", "Output shape", "Parameters"];

/**
 * Formats the layers of a built model as a table, with totals. Buffers count as
 * parameters that are not trainable.
 */
export function formatSummary(
  modelName: string,
  inputShape: readonly number[],
  layers: readonly NamedLayer[],
): string {
  const rows = layers.map(({ name, layer }) => [
    name,
    layer.outputActivation ?? "",
    formatShape(["batch", ...layer.outputShape ?? []]),
    format(elementsOf([...layer.parameters, ...layer.buffers ?? []])),
  ]);
  const parameters = layers.flatMap(({ layer }) => layer.parameters);
  const buffers = layers.flatMap(({ layer }) => layer.buffers ?? []);
  const total = elementsOf([...parameters, ...buffers]);
  const trained = elementsOf(parameters.filter(({ trainable }) => trainable));
  const totals = [
    ["Total", "", "", format(total)],
    ["Trainable", "", "", format(trained)],
    ["Non-trainable", "", "", format(total - trained)],
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
    `${modelName}, inputs ${formatShape(["batch", ...inputShape])}`,
    "",
    line(HEADER),
    rule,
    ...rows.map(line),
    rule,
    ...totals.map(line),
  ].join("\n");
}

function elementsOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { value }) => sum + value.size, 0);
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}
