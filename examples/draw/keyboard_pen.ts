/// <reference lib="dom" />
import type { Drawing, Point } from "./drawing.ts";

const STEPS = 24; // from edge to edge

/** Where keys move the pen; those of the corners are on a number pad. */
const MOVES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

/** What the pen is told of, and what shows it. */
export interface KeyboardPenOptions {
  /** Shows where the pen is, and whether it is on the paper. */
  show: (place: Point, down: boolean) => void;
  /** Says it, for those who do not see. */
  say: (text: string) => void;
}

/**
 * Draws by keys: arrows move the pen, two of them at once aslant; the space bar
 * puts it down and lifts it; Backspace takes the last stroke back; Delete takes
 * a new paper.
 */
export class KeyboardPen {
  readonly #drawing: Drawing;
  readonly #options: KeyboardPenOptions;
  readonly #held = new Set<string>();
  #column = STEPS / 2;
  #row = STEPS / 4;
  #down = false;

  constructor(
    paper: Element,
    drawing: Drawing,
    options: KeyboardPenOptions,
  ) {
    this.#drawing = drawing;
    this.#options = options;
    const listen = (type: string, act: (event: KeyboardEvent) => void): void =>
      paper.addEventListener(type, (event) => act(event as KeyboardEvent));
    listen("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (this.#press(event.key)) event.preventDefault();
    });
    listen("keyup", ({ key }) => this.#held.delete(key));
    paper.addEventListener("focus", () => this.#show());
    paper.addEventListener("blur", () => {
      this.#held.clear();
      this.#down = false;
    });
    paper.addEventListener("pointerdown", () => this.#down = false);
  }

  get #place(): Point {
    return { x: this.#column / STEPS, y: this.#row / STEPS };
  }

  /** Does what a key is for; tells whether it is for anything. */
  #press(key: string): boolean {
    if (MOVES[key] !== undefined) {
      this.#held.add(key);
      this.#move();
    } else if (key === " ") {
      this.#down = !this.#down;
      if (this.#down) this.#drawing.begin(this.#place);
      this.#options.say(`Pen ${this.#down ? "down" : "up"}`);
    } else if (key === "Backspace" || key === "Delete") {
      this.#down = false;
      if (key === "Delete") this.#drawing.clear();
      else this.#drawing.undo();
      this.#options.say(key === "Delete" ? "New paper" : "Stroke taken back");
    } else {
      return false;
    }
    this.#show();
    return true;
  }

  #move(): void {
    for (const key of this.#held) {
      const [x, y] = MOVES[key]!;
      this.#column = Math.min(STEPS, Math.max(0, this.#column + x));
      this.#row = Math.min(STEPS, Math.max(0, this.#row + y));
    }
    if (this.#down) this.#drawing.extend(this.#place);
    this.#options.say(
      `Column ${this.#column}, row ${this.#row} of ${STEPS}, ` +
        `pen ${this.#down ? "down" : "up"}`,
    );
  }

  #show(): void {
    this.#options.show(this.#place, this.#down);
  }
}
