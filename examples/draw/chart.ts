/// <reference lib="dom" />
import { svgElement } from "./elements.ts";

const [WIDTH, HEIGHT] = [250, 156];
const [LEFT, RIGHT, TOP, BOTTOM] = [43, 6, 8, 22]; // margins
const LINES = 4; // of the grid

/** A point of a curve: a value, and after how many epochs it was measured. */
export interface ChartPoint {
  readonly epoch: number;
  readonly value: number;
}

/** Options for {@linkcode Chart}. */
export interface ChartOptions {
  readonly name: string;
  /** Writes a value. */
  readonly format: (value: number) => string;
  /** Least and greatest value of the axis, for the values there are. */
  readonly range: (values: readonly number[]) => readonly [number, number];
}

/** Draws a line of what is measured, and dots of what is validated. */
export class Chart {
  readonly #svg: SVGSVGElement;
  readonly #options: ChartOptions;
  #epochs = 1;
  #measured: ChartPoint[] = [];
  #validated: ChartPoint[] = [];

  constructor(svg: SVGSVGElement, options: ChartOptions) {
    this.#svg = svg;
    this.#options = options;
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#draw();
  }

  /** Begins anew, for so many epochs. */
  reset(epochs: number): void {
    this.#epochs = epochs;
    this.#measured = [];
    this.#validated = [];
    this.#draw();
  }

  /** Adds to the line. */
  measure(point: ChartPoint): void {
    this.#measured.push(point);
    this.#draw();
  }

  /** Adds a dot. */
  validate(point: ChartPoint): void {
    this.#validated.push(point);
    this.#draw();
  }

  #draw(): void {
    const { format, range, name } = this.#options;
    const all = [...this.#measured, ...this.#validated];
    const [least, most] = range(all.map(({ value }) => value));
    const x = (epoch: number): number =>
      LEFT + (WIDTH - LEFT - RIGHT) * epoch / this.#epochs;
    const y = (value: number): number => {
      const share = (Math.min(most, Math.max(least, value)) - least) /
        (most - least);
      return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
    };
    const parts: SVGElement[] = [];
    for (let line = 0; line <= LINES; line++) {
      const value = least + (most - least) * line / LINES;
      parts.push(
        svgElement("path", {
          class: "grid",
          d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}`,
        }),
        text(format(value), LEFT - 6, y(value) + 4, "end"),
      );
    }
    parts.push(
      text("0", LEFT, HEIGHT - 6, "middle"),
      text(`${this.#epochs} epochs`, WIDTH - RIGHT, HEIGHT - 6, "end"),
    );
    if (this.#measured.length > 0) {
      const places = this.#measured.map(({ epoch, value }) =>
        `${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`
      );
      const d = `M${places.join("L")}`;
      parts.push(svgElement("path", { class: "measured", d }));
    }
    for (const { epoch, value } of this.#validated) {
      const [cx, cy] = [x(epoch), y(value)];
      parts.push(svgElement("circle", { class: "validated", cx, cy, r: 3.5 }));
    }
    this.#svg.replaceChildren(...parts);
    const last = this.#validated.at(-1);
    const label = last === undefined
      ? "no epoch done"
      : `${format(last.value)} after ${last.epoch} of ${this.#epochs} epochs`;
    this.#svg.setAttribute("aria-label", `${name}: ${label}`);
  }
}

function text(
  content: string,
  x: number,
  y: number,
  anchor: "end" | "middle",
): SVGElement {
  const made = svgElement("text", { x, y, "text-anchor": anchor });
  made.textContent = content;
  return made;
}
