import type { Point, Stroke } from "./drawing.ts";
import type { Sheet } from "./normalize.ts";

const EXTENT = 100; // of the longer edge, in pixels of the sheet
const RADIUS = 6; // of the pen: a line of MNIST is about an eighth as wide
const ROUNDING = 1e-6; // of the arithmetic, which must not add a pixel
const SMALLEST = 0.1; // of the paper: less is a dot, and is not blown up

/**
 * Puts the strokes on a sheet that just holds them, the longer edge of which
 * has 100 pixels.
 *
 * The pen is as wide as MNIST's for a digit of that size, however small or
 * large it was drawn.
 *
 * @param strokes The strokes on the paper.
 * @returns The sheet; an empty one for no strokes.
 */
export function drawInk(strokes: readonly Stroke[]): Sheet {
  const points = strokes.flat();
  if (points.length === 0) {
    return { pixels: new Uint8Array(0), width: 0, height: 0 };
  }
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [across, down] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = (EXTENT - 2 * RADIUS) / Math.max(across, down, SMALLEST);
  const width = Math.ceil(across * scale - ROUNDING) + 2 * RADIUS;
  const height = Math.ceil(down * scale - ROUNDING) + 2 * RADIUS;
  const sheet = { pixels: new Uint8Array(width * height), width, height };
  const place = ({ x, y }: Point): Point => ({
    x: (x - left) * scale + RADIUS,
    y: (y - top) * scale + RADIUS,
  });
  for (const stroke of strokes) {
    const placed = stroke.map(place);
    placed.forEach((point, i) => {
      drawLine(placed[i - 1] ?? point, point, sheet);
    });
  }
  return sheet;
}

/** Inks the pixels whose middle is within the pen's radius of a line. */
function drawLine(from: Point, to: Point, sheet: Sheet): void {
  const { pixels, width, height } = sheet;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - RADIUS));
  const right = Math.min(width, Math.ceil(Math.max(from.x, to.x) + RADIUS));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - RADIUS));
  const bottom = Math.min(height, Math.ceil(Math.max(from.y, to.y) + RADIUS));
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = squared === 0 ? 0 : (x * dx + y * dy) / squared;
      const t = Math.min(1, Math.max(0, along));
      if ((x - t * dx) ** 2 + (y - t * dy) ** 2 <= RADIUS ** 2) {
        pixels[row * width + column] = 255;
      }
    }
  }
}
