/** A place on the paper: from 0 to 1, rightwards and downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of the pen from where it touches the paper to where it leaves. */
export type Stroke = readonly Point[];

/** Strokes on a square of paper, and who wants to know of changes. */
export class Drawing {
  #strokes: Point[][] = [];
  readonly #listeners: (() => void)[] = [];

  /** The strokes, first to last. */
  get strokes(): readonly Stroke[] {
    return this.#strokes;
  }

  /** Calls a function after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Touches the paper with the pen. */
  begin(point: Point): void {
    this.#strokes.push([onPaper(point)]);
    this.#changed();
  }

  /** Draws the last stroke on, to a place or through several. */
  extend(...points: readonly Point[]): void {
    const stroke = this.#strokes.at(-1);
    if (stroke === undefined) return; // it was cleared under the pen
    stroke.push(...points.map(onPaper));
    this.#changed();
  }

  /** Takes the last stroke back. */
  undo(): void {
    this.#strokes.pop();
    this.#changed();
  }

  /** Takes a new paper. */
  clear(): void {
    this.#strokes = [];
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Keeps a place on the paper, where a captured pointer may leave it. */
function onPaper({ x, y }: Point): Point {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
}
