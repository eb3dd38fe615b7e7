/// <reference lib="dom" />
import type { Drawing, Point, Stroke } from "./drawing.ts";
import { element, svgElement } from "./elements.ts";

const SIZE = 100; // of the view box

/** Shows the strokes of a drawing, and the pen of the keyboard. */
export class PaperView {
  readonly #strokes = element("strokes", SVGGElement);
  readonly #pen = element("pen", SVGGElement);
  readonly #hint = element("hint", HTMLElement);

  /** Shows a drawing. */
  show({ strokes }: Drawing): void {
    this.#hint.hidden = strokes.length > 0;
    const lines = this.#strokes.children;
    while (lines.length > strokes.length) lines[lines.length - 1]!.remove();
    strokes.forEach((stroke, i) => {
      const line = lines[i] ?? this.#strokes.appendChild(svgElement("path"));
      line.setAttribute("d", pathOf(stroke));
    });
  }

  /** Shows where the keyboard's pen is, and whether it is on the paper. */
  showPen({ x, y }: Point, down: boolean): void {
    this.#pen.setAttribute("visibility", "visible");
    this.#pen.setAttribute("transform", `translate(${x * SIZE} ${y * SIZE})`);
    this.#pen.classList.toggle("down", down);
  }
}

/** A line through the points, at least from the first to itself: a dot. */
function pathOf(stroke: Stroke): string {
  const [first, ...rest] = stroke.map(({ x, y }) =>
    `${(x * SIZE).toFixed(2)} ${(y * SIZE).toFixed(2)}`
  );
  return `M${first}L${[first, ...rest].join(" ")}`;
}
