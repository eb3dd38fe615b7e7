import { type Scale, scaleFor } from "./_scale.ts";
import type { Panel } from "./_panels.ts";

/** How the values of a panel lie along its left edge. */
export interface ValueAxis {
  readonly scale: Scale;
  /** What the ticks of the scale say, in their order. */
  readonly labels: readonly string[];
}

/**
 * Chooses the axis of a panel.
 *
 * @param height Of the panel, in pixels.
 * @returns The axis; `undefined` if no value is finite.
 */
export function valueAxisOf(
  { lines, isShare }: Panel,
  height: number,
): ValueAxis | undefined {
  const values = lines.flatMap(({ points }) =>
    points.map(({ value }) => value).filter(Number.isFinite)
  );
  if (values.length === 0) return undefined;
  const scale = scaleFor(
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
    {
      count: height / 34,
      room: 0.18, // for the words at the best points
      ...isShare ? { highest: 1 } : { mayBeLogarithmic: true },
    },
  );
  return {
    scale,
    labels: scale.ticks.map(isShare ? formatPercent : formatTick),
  };
}

function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(10))} %`;
}

/** A round number, as short as it is right. */
function formatTick(tick: number): string {
  const size = Math.abs(tick);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) {
    return tick.toExponential().replace("e+", "e");
  }
  return size >= 1e4
    ? tick.toLocaleString("en", { maximumFractionDigits: 10 })
    : String(tick);
}
