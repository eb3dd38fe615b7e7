/**
 * Digits as MNIST has them: fitted to a box of 20 × 20 pixels, keeping their
 * proportions, and with their center of mass at the center of 28 × 28
 * ({@link http://yann.lecun.com/exdb/mnist/ | LeCun, Cortes and Burges}).
 *
 * @module
 */

/** Pixels along an edge of what the network sees. */
export const SIDE = 28;

/** Pixels along the longer edge of the digit in it. */
const BOX = 20;

/** Gray pixels, row by row: 0 is paper, 255 is ink. */
export interface Sheet {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The rectangle that holds all ink, and where its mass has its center. */
export interface Ink {
  left: number;
  top: number;
  right: number;
  bottom: number;
  centerX: number;
  centerY: number;
}

/**
 * Finds the ink of a sheet, in pixels from its upper left corner.
 *
 * @param sheet Where to look.
 * @returns Its bounds and center of mass; `undefined` for an empty sheet.
 */
export function findInk({ pixels, width, height }: Sheet): Ink | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let [mass, momentX, momentY] = [0, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const ink = pixels[i]!;
      if (ink === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
      mass += ink;
      momentX += ink * (x + 0.5); // a pixel's mass is at its middle
      momentY += ink * (y + 0.5);
    }
  }
  if (mass === 0) return undefined;
  const [centerX, centerY] = [momentX / mass, momentY / mass];
  return { left, top, right, bottom, centerX, centerY };
}

/**
 * Fits a digit to the box and centers its mass.
 *
 * Each pixel becomes the mean of the part of the sheet that it covers, which is
 * antialiasing where the digit shrinks. What reaches over the edge, as a long
 * tail of a digit may, is cut.
 *
 * @param sheet A digit anywhere, of any size.
 * @param image Receives `SIDE` × `SIDE` pixels from 0 to 255; new by default.
 * @returns The image; all zeros for an empty sheet.
 */
export function normalizeDigit(
  sheet: Sheet,
  image: Uint8Array = new Uint8Array(SIDE * SIDE),
): Uint8Array {
  const ink = findInk(sheet);
  if (ink === undefined) return image.fill(0);
  const { left, top, right, bottom, centerX, centerY } = ink;
  const step = Math.max(right - left, bottom - top) / BOX; // of sheet per pixel
  const columns = covers(centerX - SIDE / 2 * step, step, sheet.width);
  const rows = covers(centerY - SIDE / 2 * step, step, sheet.height);
  for (let y = 0, i = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, i++) {
      let sum = 0;
      for (const [row, height] of rows[y]!) {
        for (const [column, width] of columns[x]!) {
          sum += sheet.pixels[row * sheet.width + column]! * width * height;
        }
      }
      image[i] = Math.round(sum / (step * step));
    }
  }
  return image;
}

/**
 * Which pixels of the sheet each pixel of the image covers along one axis, and
 * how much of them, from 0 to 1.
 */
function covers(
  start: number,
  step: number,
  size: number,
): (readonly [pixel: number, share: number])[][] {
  return Array.from({ length: SIDE }, (_, i) => {
    const from = Math.max(0, start + i * step);
    const to = Math.min(size, start + (i + 1) * step);
    const parts: [number, number][] = [];
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      const share = Math.min(to, pixel + 1) - Math.max(from, pixel);
      parts.push([pixel, share]);
    }
    return parts;
  });
}
