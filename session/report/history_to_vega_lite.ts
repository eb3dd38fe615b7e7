import { type Line, type Panel, panelsOf } from "../charts/_panels.ts";
import { light } from "../charts/_style.ts";
import { assertRows, extentOf } from "../charts/history_to_svg.ts";
import type { History } from "../history.ts";

/** A specification of Vega-Lite: plain JSON, to be changed at will. */
export type VegaLiteSpec = Record<string, unknown>;

/** Options for {@linkcode historyToVegaLite}. */
export interface HistoryToVegaLiteOptions {
  /** Title of the picture; default `Training run`. */
  title?: string;
  /** Width of the panels in pixels; default 600. */
  width?: number;
}

const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/**
 * Describes the picture of {@linkcode historyToSvg} as a specification of
 * Vega-Lite 5, for notebooks (`application/vnd.vegalite.v5+json`), and for those
 * who want another look. Its data are rows of `step`, `epoch`, `series`, `of`
 * (training or validation) and `value`, which is `null` where it is not finite.
 *
 * @param history What was measured.
 * @param options Title and width.
 * @returns The specification.
 * @throws {TypeError} If it is no history.
 * @throws {RangeError} If the history has no rows.
 *
 * @example
 * ```ts
 * import { History } from "@cutedl/session";
 * import { historyToVegaLite } from "@cutedl/session/report";
 * import { assertEquals } from "@std/assert";
 *
 * const history = new History();
 * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
 * assertEquals(historyToVegaLite(history).title, {
 *   text: "Training run",
 *   subtitle: "10 steps, 1 epoch, 0.1 s of training",
 *   anchor: "start",
 *   offset: 8,
 * });
 * ```
 */
export function historyToVegaLite(
  history: History,
  options: HistoryToVegaLiteOptions = {},
): VegaLiteSpec {
  assertRows(history, "describe history as Vega-Lite");
  const { title = "Training run", width = 600 } = options;
  return {
    $schema: SCHEMA,
    title: {
      text: title,
      subtitle: extentOf(history),
      anchor: "start",
      offset: 8,
    },
    vconcat: panelsOf(history).map((panel) => describePanel(panel, width)),
  };
}

function describePanel(panel: Panel, width: number): VegaLiteSpec {
  const { title, isShare, lines } = panel;
  const values = lines.flatMap(({ name, role, points }) =>
    points.map(({ step, epoch, value }) => ({
      ...{ step, epoch, series: name, of: role },
      value: Number.isFinite(value) ? value : null,
    }))
  );
  const x = { field: "step", type: "quantitative", title: "Training steps" };
  const best = bestOf(lines);
  if (best.length === 0) {
    return {
      title: `${title}: no finite value`,
      ...{ width, height: 20, data: { values }, mark: "tick" },
      encoding: { x },
    };
  }
  const y = {
    field: "value",
    type: "quantitative",
    title,
    scale: { zero: false, padding: 24 }, // for the words at the best points
    ...isShare && { axis: { format: ".1%" } },
  };
  const color = {
    field: "of",
    type: "nominal",
    title: null,
    scale: {
      domain: ["training", "validation"],
      range: [light.training, light.validation],
    },
  };
  const format = isShare ? ".2%" : ".4~g";
  const tooltip = [
    { field: "series", type: "nominal" },
    { field: "step", type: "quantitative", format: "," },
    { field: "epoch", type: "quantitative" },
    { field: "value", type: "quantitative", format },
  ];
  return {
    width,
    height: 160,
    layer: [
      {
        data: { values },
        mark: { type: "line", point: values.length <= 100, clip: true },
        encoding: { x, y, color, tooltip },
      },
      {
        data: { values: best },
        mark: { type: "point", size: 90, filled: false },
        encoding: { x, y, color, tooltip },
      },
      {
        data: { values: best },
        mark: {
          type: "text",
          dy: { expr: "datum.isAbove ? -12 : 18" },
          fontWeight: "bold",
        },
        encoding: {
          x,
          y,
          color,
          text: { field: "value", type: "quantitative", format },
        },
      },
    ],
  };
}

/** The best points; the upper of two has its value above it. */
function bestOf(lines: readonly Line[]): object[] {
  const points = lines.flatMap(({ name, role, best }) =>
    best === undefined ? [] : [{ ...best, series: name, of: role }]
  );
  const upper = points.toSorted((a, b) => b.value - a.value)[0];
  return points.map((point) => ({ ...point, isAbove: point === upper }));
}
