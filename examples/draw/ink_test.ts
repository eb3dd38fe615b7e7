import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { drawInk } from "./ink.ts";
import { findInk, normalizeDigit, SIDE } from "./normalize.ts";

const stem = [{ x: 0.5, y: 0.1 }, { x: 0.5, y: 0.9 }];

Deno.test("drawInk() draws a line of the pen's width with round ends", () => {
  // 88 pixels between the ends, a pen of radius 6: 12 × 100.
  const { pixels, width, height } = drawInk([stem]);
  assertEquals([width, height], [12, 100]);
  const row = (y: number): number =>
    pixels.subarray(y * 12, y * 12 + 12).filter((ink) => ink === 255).length;
  assertEquals(row(50), 12);
  // Half a pixel below the top: 2 · √(6² - 5.5²) = 4.8 wide
  assertEquals(row(0), 4);
});

Deno.test("drawInk() gives one ink for any size and place of the drawing", () => {
  const small = stem.map(({ x, y }) => ({ x: x / 4, y: 0.5 + y / 4 }));
  assertEquals(drawInk([small]), drawInk([stem]));
});

Deno.test("drawInk() draws every stroke, and no line between two", () => {
  const strokes = [
    [{ x: 0.2, y: 0.2 }, { x: 0.2, y: 0.8 }],
    [{ x: 0.8, y: 0.2 }, { x: 0.8, y: 0.8 }],
  ];
  const { pixels, width } = drawInk(strokes);
  assertEquals(width, 100);
  const middle = pixels.subarray(50 * width, 51 * width);
  assertEquals(middle.indexOf(0), 12);
  assertEquals(middle.lastIndexOf(0), 87);
});

Deno.test("drawInk() goes from each point to the next", () => {
  const corner = [{ x: 0, y: 0 }, { x: 0, y: 1 }, { x: 1, y: 1 }];
  const { pixels, width } = drawInk([corner]);
  assertEquals(pixels[50 * width + 6], 255); // down the left edge
  assertEquals(pixels[94 * width + 50], 255); // along the lower one
  assertEquals(pixels[50 * width + 50], 0); // and not across
});

Deno.test("drawInk() leaves a dot a dot, also one that has moved a little", () => {
  const { width, height } = drawInk([[{ x: 0.3, y: 0.3 }]]);
  assertEquals([width, height], [12, 12]);
  // A tenth of the paper takes 88 pixels, so a hundredth takes 8.8.
  const moved = drawInk([[{ x: 0.3, y: 0.3 }, { x: 0.31, y: 0.3 }]]);
  assertEquals([moved.width, moved.height], [12 + 9, 12]);
});

Deno.test("drawInk() gives an empty sheet for no strokes", () => {
  assertEquals(drawInk([]).pixels.length, 0);
  assertEquals(normalizeDigit(drawInk([])), new Uint8Array(SIDE * SIDE));
});

Deno.test("normalizeDigit() centers a drawing near the edge of the paper", () => {
  const seven = [[{ x: 0, y: 0 }, { x: 0.3, y: 0 }, { x: 0.1, y: 0.4 }]];
  const pixels = normalizeDigit(drawInk(seven));
  const ink = findInk({ pixels, width: SIDE, height: SIDE })!;
  assertAlmostEquals(ink.centerX, 14, 0.05);
  assertAlmostEquals(ink.centerY, 14, 0.05);
  assert(ink.bottom - ink.top <= 21 && ink.bottom - ink.top >= 20);
});
