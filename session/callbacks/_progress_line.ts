/** What the line of a row shows. */
export interface RowProgress {
  /** Which epoch. */
  readonly head: string;
  /** Training steps so far. */
  readonly step: number;
  /** Series with their values. */
  readonly values: readonly string[];
  /** Throughput; may be empty. */
  readonly rate: string;
  /** Time left, or taken; may be empty. */
  readonly time: string;
}

/** What a line with a bar shows. */
export interface Progress extends RowProgress {
  /** Steps of the epoch so far. */
  readonly done: number;
  /** Steps of the epoch, if that is known. */
  readonly total: number | undefined;
}

/** A line that leaves the last column free; what matters least goes first. */
export function progressLine(progress: Progress, columns: number): string {
  const { head, step, done, total, values, rate, time } = progress;
  const count = total === undefined ? `step ${step}` : `${done}/${total}`;
  const short = [head, bar(done, total, 10), count];
  const loss = values.slice(0, 1);
  const lines = [
    [head, bar(done, total, 20), count, ...values, rate, time],
    [...short, ...values, rate, time],
    ...values.map((
      _,
      i,
    ) => [...short, ...values.slice(0, values.length - i), time]),
    [head, count, ...loss, time],
    [head, count, ...loss],
  ].map(join);
  const width = columns - 1;
  return lines.find((line) => line.length <= width) ??
    lines.at(-1)!.slice(0, width);
}

/** A line for good: no value is left out, however narrow the terminal. */
export function rowLine(progress: RowProgress, columns: number): string {
  const { head, step, values, rate, time } = progress;
  const lines = [
    [head, `step ${step}`, ...values, rate, time],
    [head, `step ${step}`, ...values, rate],
    [head, `step ${step}`, ...values],
    [head, ...values],
  ].map(join);
  return lines.find((line) => line.length < columns) ?? lines.at(-1)!;
}

function bar(done: number, total: number | undefined, width: number): string {
  if (total === undefined) return "";
  const filled = Math.min(width, Math.floor(done / total * width));
  const head = filled < width ? ">" : "";
  return `[${"=".repeat(filled)}${head}`.padEnd(width + 1, ".") + "]";
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("  ");
}
