import { formatCount, formatValue } from "../_numbers.ts";
import { element, escapeMarkup } from "./_markup.ts";
import type { Line, Panel, Point } from "./_panels.ts";
import type { Scale } from "./_scale.ts";
import type { ValueAxis } from "./_value_axis.ts";

/** A part of the picture. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Right end of the picture, which no words may cross. */
  readonly end: number;
}

/** How steps lie along the lower edge, which all panels share. */
export interface StepAxis {
  readonly scale: Scale;
  /** Whether this panel names the steps. */
  readonly isNamed: boolean;
}

/** What a panel is drawn along. */
export interface Axes {
  /** `undefined` if no value is finite. */
  readonly values: ValueAxis | undefined;
  readonly steps: StepAxis;
}

/** Mean width of a character, in pixels. */
export const CHARACTER = 6.7;

const BOLD = 7.5; // width of a bold digit
const BEST = 15 + 4 * CHARACTER; // of the ring in the heading, and its name

const MANY_POINTS = 40; // from where on they are not drawn one by one

/** Draws the axes of a panel and its lines, within an area for the lines. */
export function drawPanel(
  panel: Panel,
  area: Area,
  { values, steps }: Axes,
): string {
  const { left, top, width, height } = area;
  if (values === undefined) {
    const place = { x: left + width / 2, y: top + height / 2 };
    return drawHeading(panel, area, false) + drawStepAxis(steps, area) +
      element("text", {
        ...place,
        "text-anchor": "middle",
        class: "muted",
      }, "no finite value");
  }
  const { scale } = values;
  const place: Place = ({ step, value }) => ({
    x: left + steps.scale.place(step) * width,
    y: top + (1 - scale.place(value)) * height,
  });
  return [
    drawHeading(panel, area, scale.isLogarithmic),
    drawValueAxis(values, area),
    drawStepAxis(steps, area),
    ...panel.lines.map((line) => drawLine(line, place)),
    drawBest(panel, place, area),
  ].join("");
}

/** Gives the place of a finite point in the picture. */
type Place = (point: Point) => { x: number; y: number };

/** Draws the title of a panel, what its lines are, and what is special. */
function drawHeading(
  { title, lines }: Panel,
  { left, top, width, end }: Area,
  isLogarithmic: boolean,
): string {
  const y = top - 14;
  const length = lines.reduce((sum, { role }) => sum + widthOf(role), BEST);
  let x = Math.max(4, Math.min(left, end - 4 - length));
  const entries = lines.map(({ role }) => {
    const line = { class: `line ${role}`, d: `M${x} ${y - 4}h16` };
    const entry = element("path", line) +
      element("text", { x: x + 22, y }, role);
    x += widthOf(role);
    return entry;
  });
  const ring = { cx: x + 5, cy: y - 4, r: 4, class: "ring" };
  const missing = lines.flatMap(({ points }) => points)
    .filter(({ value }) => !Number.isFinite(value)).length;
  const notes = [
    isLogarithmic ? "logarithmic" : "",
    missing > 0 ? `${formatCount(missing)} not finite` : "",
  ].filter((note) => note !== "");
  return [
    element(
      "text",
      { x: left, y: top - 32, class: "panel" },
      escapeMarkup(title),
    ),
    notes.length === 0 ? "" : element("text", {
      x: left + width,
      y: top - 32,
      "text-anchor": "end",
      class: "muted",
    }, notes.join(", ")),
    ...entries,
    element("circle", ring),
    element("text", { x: x + 15, y }, "best"),
  ].join("");
}

/** Width of a line's entry in the heading. */
function widthOf(role: string): number {
  return 36 + CHARACTER * role.length;
}

function drawValueAxis({ scale, labels }: ValueAxis, area: Area): string {
  const { left, top, width, height } = area;
  return scale.ticks.map((tick, i) => {
    const y = top + (1 - scale.place(tick)) * height;
    const line = { x1: left, y1: y, x2: left + width, y2: y, class: "grid" };
    return element("line", line) + element("text", {
      x: left - 8,
      y: y + 4,
      "text-anchor": "end",
      class: "muted",
    }, labels[i]!);
  }).join("");
}

function drawStepAxis({ scale, isNamed }: StepAxis, area: Area): string {
  const { left, top, width, height, end } = area;
  const y = top + height;
  const axis = { x1: left, y1: y, x2: left + width, y2: y, class: "axis" };
  const ticks = scale.ticks.map((tick) => {
    const x = left + scale.place(tick) * width;
    const mark = { x1: x, y1: y, x2: x, y2: y + 4, class: "axis" };
    const name = formatCount(tick);
    return element("line", mark) + (isNamed
      ? element("text", {
        x: Math.min(x, end - 4 - CHARACTER * name.length / 2),
        y: y + 18,
        "text-anchor": "middle",
        class: "muted",
      }, name)
      : "");
  });
  return element("line", axis) + ticks.join("");
}

/** Draws a line with gaps where values are not finite. */
function drawLine({ role, points }: Line, place: Place): string {
  const few = points.length <= MANY_POINTS;
  let path = "";
  let isDrawing = false;
  const dots: string[] = [];
  const shown = few ? points : thinOut(points, place);
  shown.forEach((point, i) => {
    if (!Number.isFinite(point.value)) {
      isDrawing = false;
      return;
    }
    const { x, y } = place(point);
    path += `${isDrawing ? "L" : "M"}${round(x)} ${round(y)}`;
    const isAlone = !isDrawing && !Number.isFinite(shown[i + 1]?.value);
    if (few || isAlone) {
      const r = isAlone ? 3.5 : 2.5;
      dots.push(element("circle", { cx: x, cy: y, r, class: `dot ${role}` }));
    }
    isDrawing = true;
  });
  const line = element("path", { class: `line ${role}`, d: path });
  return line + dots.join("");
}

/** Keeps the extremes of each column of pixels, which look the same. */
function thinOut(points: readonly Point[], place: Place): Point[] {
  const kept: Point[] = [];
  let column: Point[] = [];
  const flush = (): void => {
    const sorted = column.toSorted((a, b) => a.value - b.value);
    const wanted = new Set([
      column[0],
      sorted[0],
      sorted.at(-1),
      column.at(-1),
    ]);
    kept.push(...column.filter((point) => wanted.has(point)));
    column = [];
  };
  for (const point of points) {
    const isOther = column.length > 0 &&
      (!Number.isFinite(point.value) || !Number.isFinite(column[0]!.value) ||
        Math.floor(place(point).x) !== Math.floor(place(column[0]!).x));
    if (isOther) flush();
    column.push(point);
  }
  flush();
  return kept;
}

/** Rings the best point of each line, and writes its value beside it. */
function drawBest(panel: Panel, place: Place, area: Area): string {
  const marked = panel.lines.filter(({ best }) => best !== undefined)
    .map(({ role, best }) => ({ role, best: best!, ...place(best!) }));
  const uppermost = marked.toSorted((a, b) => a.y - b.y)[0];
  return marked.map((mark) => {
    const { role, best, x, y } = mark;
    const isAbove = mark === uppermost; // the other one has its value below
    const words = panel.isShare
      ? `${(best.value * 100).toFixed(2)} %`
      : formatValue(best.value);
    const half = BOLD * words.length / 2;
    const [least, most] = [area.left - 4, area.left + area.width + 4];
    return element("circle", { cx: x, cy: y, r: 4.5, class: `mark ${role}` }) +
      element("text", {
        x: Math.max(least + half, Math.min(most - half, x)),
        y: isAbove ? y - 10 : y + 19,
        "text-anchor": "middle",
        class: `best ${role}`,
      }, words);
  }).join("");
}

function round(coordinate: number): number {
  return Number(coordinate.toFixed(2));
}
