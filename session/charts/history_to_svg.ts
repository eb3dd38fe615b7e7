import { formatCount, formatSeconds, formatValue } from "../_numbers.ts";
import { assertHistory } from "../_assert_kind.ts";
import type { History } from "../history.ts";
import { CHARACTER, drawPanel } from "./_draw_panel.ts";
import { element, escapeMarkup } from "./_markup.ts";
import { type Panel, panelsOf } from "./_panels.ts";
import { scaleFor } from "./_scale.ts";
import { chartStyle } from "./_style.ts";
import { valueAxisOf } from "./_value_axis.ts";

/** Options for {@linkcode historyToSvg}. */
export interface HistoryToSvgOptions {
  /** First line of the picture; default `Training run`, none if empty. */
  title?: string;
  /** Second line; default steps, epochs and seconds, none if empty. */
  subtitle?: string;
  /** Width in pixels, at least 240; default 720. */
  width?: number;
}

const MARGIN = 16;
const PANEL = { above: 54, height: 160, below: 22 };
const AXIS = 28; // below the last panel

/**
 * Draws a history as one SVG picture: a panel for each measure, with its lines
 * of training and validation, and their best points with their values.
 *
 * Loss comes first. Values that span a factor of 100 are shown by their
 * logarithm. Where a value is not finite, the line has a gap. The picture takes
 * the light or dark colours that its reader prefers.
 *
 * @param history What was measured.
 * @param options Title and width.
 * @returns A document of SVG, which may stand in HTML, too.
 * @throws {TypeError} If it is no history.
 * @throws {RangeError} If the history has no rows, or the width is too small.
 *
 * @example
 * ```ts
 * import { History } from "@cutedl/session";
 * import { historyToSvg } from "@cutedl/session/report";
 * import { assertMatch } from "@std/assert";
 *
 * const history = new History();
 * history.record({ epoch: 1, step: 10, seconds: 0.1, loss: 0.9 });
 * history.record({ epoch: 2, step: 20, seconds: 0.2, loss: 0.4 });
 * assertMatch(historyToSvg(history), /^<svg .*>0\.4000<.*<\/svg>$/s);
 * ```
 */
export function historyToSvg(
  history: History,
  options: HistoryToSvgOptions = {},
): string {
  assertRows(history, "draw history");
  const { title = "Training run", width = 720 } = options;
  const { subtitle = extentOf(history) } = options;
  if (!(width >= 240 && width <= 1e4)) {
    throw new RangeError(
      `Cannot draw history: expected a width from 240 to 10000, received ${width}`,
    );
  }
  const panels = panelsOf(history);
  const columns = Math.floor((width - 2 * MARGIN) / CHARACTER);
  const lines = wrap(subtitle, columns);
  const header = (title === "" ? 0 : 36) + lines.length * 17;
  const words = [title, subtitle, describe(panels)]
    .filter((part) => part !== "").join(". ");
  const pitch = PANEL.above + PANEL.height + PANEL.below;
  const height = header + panels.length * pitch + AXIS;

  const axes = panels.map((panel) => valueAxisOf(panel, PANEL.height));
  const longest = Math.max(
    ...axes.flatMap((axis) => axis?.labels ?? []).map(({ length }) => length),
  );
  const left = Math.max(64, MARGIN + CHARACTER * longest);
  const area = { left, width: width - left - MARGIN - 8, end: width };
  const most = history.rows.reduce((most, { step }) => Math.max(most, step), 1);
  const label = CHARACTER * formatCount(most).length;
  const scale = scaleFor(0, most, {
    // rounding may make half as many more; there are no parts of a step
    count: Math.min(most, area.width / (1.5 * label + 40)),
    room: 0,
  });
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, {
      ...area,
      top: header + i * pitch + PANEL.above,
      height: PANEL.height,
    }, {
      values: axes[i],
      steps: { scale, isNamed: i === panels.length - 1 },
    })
  );
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    class: "cutedl-chart",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": words,
  }, [
    element("title", {}, escapeMarkup(title === "" ? "Curves" : title)),
    element("desc", {}, escapeMarkup(words)),
    element("style", {}, chartStyle),
    element("rect", { width, height, rx: 6, class: "surface" }),
    title === "" ? "" : element(
      "text",
      { x: MARGIN, y: 30, class: "title" },
      escapeMarkup(shorten(title, Math.floor(columns * 0.72))), // it is larger
    ),
    ...lines.map((line, i) =>
      element(
        "text",
        {
          x: MARGIN,
          y: header - 5 + (i + 1 - lines.length) * 17,
          class: "muted",
        },
        escapeMarkup(line),
      )
    ),
    ...drawn,
    element("text", {
      x: area.left + area.width / 2,
      y: height - 14,
      "text-anchor": "middle",
      class: "muted",
    }, "Training steps"),
  ]);
}

/** Says how far a history goes: "9,380 steps, 10 epochs, 0.4 s". */
export function extentOf(history: History): string {
  const { step, epoch, seconds } = history.rows.at(-1)!;
  const count = (n: number, noun: string): string =>
    `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
  return [
    count(step, "step"),
    count(epoch, "epoch"),
    `${formatSeconds(seconds)} of training`,
  ].join(", ");
}

/** Refuses what is no history, and one without rows. */
export function assertRows(history: History, action: string): void {
  assertHistory(history, action);
  if (history.rows.length > 0) return;
  throw new RangeError(
    `Cannot ${action}: expected a history with rows, received one without: ` +
      "fit first, or record a row",
  );
}

/** What the picture shows, in words. */
function describe(panels: readonly Panel[]): string {
  return panels.flatMap(({ title, lines }) =>
    lines.map(({ role, best }) =>
      `${title}, ${role}: ` +
      (best === undefined
        ? "no finite value"
        : `best ${formatValue(best.value)} at step ${formatCount(best.step)}`)
    )
  ).join("; ");
}

/** Breaks text at its spaces into lines of at most so many characters. */
function wrap(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(shorten(word, columns));
  }
  return lines.filter((line) => line !== "");
}

function shorten(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}
