import { markdown } from "../markdown.ts";
import { median } from "./statistics.ts";
import type { Workload } from "./workloads.ts";

/** Seconds of some contenders at a workload: a row per round. */
export interface Measurement {
  readonly workload: Workload;
  readonly rounds: readonly (readonly number[])[];
}

/**
 * Formats measurements as a table in Markdown.
 *
 * A cell holds the median over the rounds, minimum and maximum, and how many
 * times as fast as the baseline that is: the median of that, too, each round
 * compared with the baseline in the same round.
 *
 * @param names Contenders, in the order of the measurements.
 * @param baseline Place of the baseline among them; -1 for none.
 */
export function formatTable(
  measurements: readonly Measurement[],
  names: readonly string[],
  baseline: number,
): string {
  const heading = measurements.map(({ workload: { title, unit } }) =>
    `${title} (${unit})`
  );
  const rows = names.map((name, i) => [
    name,
    ...measurements.map((measurement) => formatCell(measurement, i, baseline)),
  ]);
  return markdown([["", ...heading], ...rows]);
}

function formatCell(
  { workload, rounds }: Measurement,
  contender: number,
  baseline: number,
): string {
  const figures = rounds.map((round) => workload.convert(round[contender]!));
  const range = [Math.min(...figures), Math.max(...figures)].map(format);
  const cell = `${format(median(figures))} (${range.join("-")})`;
  if (baseline < 0) return cell;
  const ratios = rounds.map((round) => round[baseline]! / round[contender]!);
  return `${cell}, ${format(median(ratios))} ×`;
}

/** Three digits, or all before the point. */
function format(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}
