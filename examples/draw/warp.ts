import type { Random } from "@cutedl/tensor";
import type { Sheet } from "./normalize.ts";

const ROTATION = 0.1; // radians
const SHEAR = 0.1;
const STRETCH = 0.2; // logarithm of width to height
const WAVES = 3; // along each axis
const AMPLITUDE = 1; // pixels
const FREQUENCY = 0.2; // radians per pixel

/**
 * Bends a digit as a hand might: rotates, shears and stretches it a little, and
 * moves every place by smooth waves, all of them random
 * ({@link https://doi.org/10.1109/ICDAR.2003.1227801 | Simard et al. 2003}
 * train on such elastic distortions).
 *
 * @param sheet A digit, with some empty room around it.
 * @param random Source of the bends.
 * @returns Another sheet of the same size.
 */
export function warp(sheet: Sheet, random: Random): Sheet {
  const { pixels, width, height } = sheet;
  const angle = random.normal(0, ROTATION);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const shear = random.normal(0, SHEAR);
  const stretch = Math.exp(random.normal(0, STRETCH));
  const wavesX = drawWaves(sheet, random);
  const wavesY = drawWaves(sheet, random);
  const bent = new Uint8Array(pixels.length);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let y = 0, i = 0; y < height; y++) {
    const v = y - middleY;
    for (let x = 0; x < width; x++, i++) {
      const u = x - middleX;
      const fromX = stretch * (cos * u + sin * v) + shear * v + wavesX[i]!;
      const fromY = cos * v - sin * u + wavesY[i]!;
      bent[i] = Math.round(inkAt(sheet, fromX + middleX, fromY + middleY));
    }
  }
  return { pixels: bent, width, height };
}

/** How far every place moves along one axis: a sum of plane waves. */
function drawWaves({ width, height }: Sheet, random: Random): Float32Array {
  const moves = new Float32Array(width * height);
  for (let wave = 0; wave < WAVES; wave++) {
    const amplitude = random.normal(0, AMPLITUDE);
    const phase = random.uniform(0, 2 * Math.PI);
    const rows = turns(height, random.normal(0, FREQUENCY), phase);
    const columns = turns(width, random.normal(0, FREQUENCY), 0);
    for (let y = 0, i = 0; y < height; y++) {
      const sin = amplitude * rows.sin[y]!;
      const cos = amplitude * rows.cos[y]!;
      for (let x = 0; x < width; x++, i++) { // the sine of a sum
        moves[i]! += columns.sin[x]! * cos + columns.cos[x]! * sin;
      }
    }
  }
  return moves;
}

/** Sine and cosine along an axis, counted from its middle. */
function turns(
  size: number,
  frequency: number,
  phase: number,
): { sin: Float32Array; cos: Float32Array } {
  const [sin, cos] = [new Float32Array(size), new Float32Array(size)];
  for (let i = 0; i < size; i++) {
    const angle = frequency * (i - (size - 1) / 2) + phase;
    sin[i] = Math.sin(angle);
    cos[i] = Math.cos(angle);
  }
  return { sin, cos };
}

/** The ink between the middles of four pixels; none beyond the edge. */
function inkAt(sheet: Sheet, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const upper = pixelAt(sheet, left, top) * (1 - right) +
    pixelAt(sheet, left + 1, top) * right;
  const lower = pixelAt(sheet, left, top + 1) * (1 - right) +
    pixelAt(sheet, left + 1, top + 1) * right;
  return upper + (lower - upper) * (y - top);
}

function pixelAt(sheet: Sheet, column: number, row: number): number {
  const { pixels, width, height } = sheet;
  if (column < 0 || row < 0 || column >= width || row >= height) return 0;
  return pixels[row * width + column]!;
}
