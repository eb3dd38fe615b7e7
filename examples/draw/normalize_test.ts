import { assertAlmostEquals, assertEquals } from "@std/assert";
import { findInk, normalizeDigit, type Sheet, SIDE } from "./normalize.ts";

/** A sheet from rows of digits, 0 to 9 for paper to ink. */
function sheet(...rows: string[]): Sheet {
  const pixels = Uint8Array.from(rows.join(""), (c) => Number(c) * 28);
  return { pixels, width: rows[0]!.length, height: rows.length };
}

/** A sheet with one rectangle of ink. */
function rectangle(
  width: number,
  height: number,
  [left, top, right, bottom]: [number, number, number, number],
): Sheet {
  const pixels = new Uint8Array(width * height);
  for (let y = top; y < bottom; y++) {
    pixels.fill(255, y * width + left, y * width + right);
  }
  return { pixels, width, height };
}

Deno.test("findInk() gives the bounds and the center of mass", () => {
  // Masses 1 and 3 at the middles of columns 1 and 3, rows 1 and 2:
  // (1 · 1.5 + 3 · 3.5) / 4 = 3, (1 · 1.5 + 3 · 2.5) / 4 = 2.25
  assertEquals(findInk(sheet("00000", "01000", "00030", "00000")), {
    left: 1,
    top: 1,
    right: 4,
    bottom: 3,
    centerX: 3,
    centerY: 2.25,
  });
});

Deno.test("findInk() finds none on an empty sheet", () => {
  assertEquals(findInk(sheet("000", "000")), undefined);
  const nothing = { pixels: new Uint8Array(0), width: 0, height: 0 };
  assertEquals(findInk(nothing), undefined);
});

Deno.test("normalizeDigit() fits a square to 20 × 20 in the middle of 28 × 28", () => {
  const large = rectangle(100, 80, [30, 10, 90, 70]); // three to one
  const small = rectangle(9, 9, [1, 2, 6, 7]); // one to four
  const expected = rectangle(SIDE, SIDE, [4, 4, 24, 24]).pixels;
  assertEquals(normalizeDigit(large), expected);
  assertEquals(normalizeDigit(small), expected);
});

Deno.test("normalizeDigit() keeps proportions", () => {
  // 20 high and 4 wide: from 12 to 16 around the middle, 14
  const bar = rectangle(60, 60, [7, 5, 17, 55]);
  assertEquals(
    normalizeDigit(bar),
    rectangle(SIDE, SIDE, [12, 4, 16, 24]).pixels,
  );
});

Deno.test("normalizeDigit() gives the mean of what a pixel covers", () => {
  // 30 pixels become 20: each covers one and a half. Columns are 255 and 0 in
  // turn, so the means are (1 + 0/2) / 1.5 and (0 + 1/2) / 1.5 of 255 in turn;
  // the outer columns keep the bounds at 30. Mass is symmetric: 15 and its
  // mirror image, so the middle of the sheet is the center.
  const width = 31;
  const pixels = new Uint8Array(width * width);
  for (let i = 0; i < pixels.length; i++) pixels[i] = i % width % 2 ? 0 : 255;
  const image = normalizeDigit({ pixels, width, height: width });
  const step = width / 20;
  const row = 14 * SIDE;
  // Pixel 4 covers columns 0 to 1.55: all of column 0.
  assertEquals(image[row + 4], Math.round(255 / step));
  // Pixel 5 covers 1.55 to 3.1: all of column 2.
  assertEquals(image[row + 5], Math.round(255 / step));
  // Pixel 7 covers 4.65 to 6.2: 0.35 of column 4 and 0.2 of column 6.
  assertEquals(image[row + 7], Math.round(255 * 0.55 / step));
});

Deno.test("normalizeDigit() puts the center of mass at the center, not the bounds", () => {
  // A 20 × 20 L: a stem of 20 × 4, a foot of 16 × 4.
  const stem = rectangle(20, 20, [0, 0, 4, 20]).pixels;
  const foot = rectangle(20, 20, [4, 16, 20, 20]).pixels;
  const pixels = stem.map((ink, i) => Math.max(ink, foot[i]!));
  const image = normalizeDigit({ pixels, width: 20, height: 20 });
  // Masses 80 at (2, 10) and 64 at (12, 18): center (928, 1952) / 144, so it
  // moves by 14 - 6.444 and 14 - 13.556: columns from 7.556, rows from 0.444.
  const { centerX, centerY } = findInk({
    pixels: image,
    width: 28,
    height: 28,
  })!;
  assertAlmostEquals(centerX, 14, 0.02);
  assertAlmostEquals(centerY, 14, 0.02);
  assertEquals(image[10 * SIDE + 7], Math.round(255 * (8 - 14 + 928 / 144)));
  assertEquals(image[10 * SIDE + 8], 255);
  assertEquals(image[0 * SIDE + 9], Math.round(255 * (1 - 14 + 1952 / 144)));
});

Deno.test("normalizeDigit() cuts what reaches over the edge", () => {
  // A heavy block at the left end of a thin line: the line's end is 16 pixels
  // from the center and more.
  const block = rectangle(20, 20, [0, 8, 4, 12]).pixels;
  const line = rectangle(20, 20, [4, 10, 20, 11]).pixels.map((ink) => ink / 25);
  const pixels = block.map((ink, i) => Math.max(ink, line[i]!));
  const image = normalizeDigit({ pixels, width: 20, height: 20 });
  const ink = findInk({ pixels: image, width: SIDE, height: SIDE })!;
  assertEquals(ink.right, SIDE);
  assertEquals(ink.left, 11);
});

Deno.test("normalizeDigit() clears the image it is given for an empty sheet", () => {
  const image = new Uint8Array(SIDE * SIDE).fill(7);
  assertEquals(normalizeDigit(sheet("00", "00"), image), image);
  assertEquals(image, new Uint8Array(SIDE * SIDE));
});
