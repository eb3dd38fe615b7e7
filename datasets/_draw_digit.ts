import type { Random } from "@cutedl/tensor";
import { SIDE } from "./_digits.ts";
import { DIGITS, type Stroke } from "./_strokes.ts";

const STEPS = 4; // segments from one control point to the next
const JITTER = 0.05; // standard deviation, in sizes of the box

/** How a pen goes from the box of the strokes to pixels, and what it leaves. */
interface Pen {
  /** x = xx · u + xy · v + x0, with u and v from -0.5 to 0.5. */
  xx: number;
  xy: number;
  x0: number;
  /** y = yx · u + yy · v + y0. */
  yx: number;
  yy: number;
  y0: number;
  /** Half the width of the line, in pixels. */
  radius: number;
  /** Pixels over which its edge fades. */
  blur: number;
}

/** Draws digits; it keeps its working memory from one to the next. */
export class DigitPainter {
  readonly #random: Random;
  /** Squared distance of each pixel to the nearest stroke. */
  readonly #distances = new Float32Array(SIDE * SIDE);

  constructor(random: Random) {
    this.#random = random;
  }

  /** Draws a digit of random variant, form, place and pen over an image. */
  draw(digit: number, image: Uint8Array): void {
    const variants = DIGITS[digit]!;
    const strokes = variants[this.#random.integer(variants.length)]!;
    const pen = this.#choosePen();
    this.#distances.fill(Infinity);
    for (const stroke of strokes) this.#drawStroke(stroke, pen);

    const { radius, blur } = pen;
    const reach = (radius + blur / 2) ** 2;
    for (let i = 0; i < image.length; i++) {
      const squared = this.#distances[i]!;
      if (squared >= reach) {
        image[i] = 0;
        continue;
      }
      const coverage = 0.5 + (radius - Math.sqrt(squared)) / blur;
      image[i] = Math.round(255 * Math.min(1, coverage));
    }
  }

  #choosePen(): Pen {
    const random = this.#random;
    const height = random.normal(18.5, 1.5);
    const width = height * random.uniform(0.5, 0.95);
    const angle = random.normal(0, 0.16);
    const slant = random.normal(0.15, 0.25);
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    return {
      xx: width * cos,
      xy: -height * (sin + slant * cos),
      x0: (SIDE - 1) / 2 + random.normal(0, 1),
      yx: width * sin,
      yy: height * (cos - slant * sin),
      y0: (SIDE - 1) / 2 + random.normal(0, 1),
      radius: random.uniform(0.7, 1.6),
      blur: random.uniform(0.8, 1.8),
    };
  }

  /** Draws a Catmull-Rom spline through control points that are moved a bit. */
  #drawStroke(stroke: Stroke, pen: Pen): void {
    const points = this.#place(stroke, pen);
    const last = points.length - 2;
    for (let i = 0; i < last; i += 2) {
      const [x1, y1] = [points[i]!, points[i + 1]!];
      const [x2, y2] = [points[i + 2]!, points[i + 3]!];
      if (x1 === x2 && y1 === y2) continue; // a corner
      const before = Math.max(0, i - 2);
      const after = Math.min(last, i + 4);
      const [x0, y0] = [points[before]!, points[before + 1]!];
      const [x3, y3] = [points[after]!, points[after + 1]!];
      let [fromX, fromY] = [x1, y1];
      for (let step = 1; step <= STEPS; step++) {
        const t = step / STEPS;
        const toX = spline(x0, x1, x2, x3, t);
        const toY = spline(y0, y1, y2, y3, t);
        this.#drawSegment(fromX, fromY, toX, toY, pen);
        [fromX, fromY] = [toX, toY];
      }
    }
  }

  #place(stroke: Stroke, pen: Pen): Float64Array {
    const points = new Float64Array(stroke.length);
    for (let i = 0; i < stroke.length; i += 2) {
      const again = i > 0 && stroke[i] === stroke[i - 2] &&
        stroke[i + 1] === stroke[i - 1];
      if (again) {
        points.copyWithin(i, i - 2, i);
        continue;
      }
      const u = stroke[i]! / 100 - 0.5 + this.#random.normal(0, JITTER);
      const v = stroke[i + 1]! / 100 - 0.5 + this.#random.normal(0, JITTER);
      points[i] = pen.xx * u + pen.xy * v + pen.x0;
      points[i + 1] = pen.yx * u + pen.yy * v + pen.y0;
    }
    return points;
  }

  /** Brings the distances down to those from a segment. */
  #drawSegment(
    ax: number,
    ay: number,
    bx: number,
    by: number,
    pen: Pen,
  ): void {
    const reach = pen.radius + pen.blur / 2;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx) - reach));
    const right = Math.min(SIDE - 1, Math.floor(Math.max(ax, bx) + reach));
    const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
    const bottom = Math.min(SIDE - 1, Math.floor(Math.max(ay, by) + reach));
    const [dx, dy] = [bx - ax, by - ay];
    const scale = 1 / (dx * dx + dy * dy + 1e-9); // also for a mere point
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const along = ((x - ax) * dx + (y - ay) * dy) * scale;
        const t = Math.max(0, Math.min(1, along));
        const squared = (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
        const i = y * SIDE + x;
        if (squared < this.#distances[i]!) this.#distances[i] = squared;
      }
    }
  }
}

/** One coordinate of a Catmull-Rom spline between `b` and `c`. */
function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + t / 2 * (
        c - a + t * (
            2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)
          )
      );
}
