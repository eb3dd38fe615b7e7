import { Random } from "@cutedl/tensor";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { findInk, type Sheet } from "./normalize.ts";
import { warp } from "./warp.ts";

/** A ring of ink in the middle of 28 × 28. */
function ring(): Sheet {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => {
    const radius = Math.hypot(i % 28 - 13.5, Math.floor(i / 28) - 13.5);
    return Math.abs(radius - 7) < 1.5 ? 255 : 0;
  });
  return { pixels, width: 28, height: 28 };
}

Deno.test("warp() bends in another way each time, the same for the same seed", () => {
  const random = new Random(1);
  const first = warp(ring(), random);
  assertNotEquals(warp(ring(), random), first);
  assertEquals(warp(ring(), new Random(1)), first);
});

Deno.test("warp() keeps the ink, more or less, near where it was", () => {
  const random = new Random(2);
  const before = ring().pixels.reduce((sum, ink) => sum + ink, 0);
  for (let i = 0; i < 200; i++) {
    const sheet = warp(ring(), random);
    const after = sheet.pixels.reduce((sum, ink) => sum + ink, 0);
    assert(after > before / 2 && after < before * 2, `${after / before}`);
    const { centerX, centerY } = findInk(sheet)!;
    assert(Math.hypot(centerX - 14, centerY - 14) < 7);
  }
});

Deno.test("warp() stretches, so that a ring becomes narrow or wide", () => {
  const random = new Random(3);
  const aspects = Array.from({ length: 200 }, () => {
    const { left, right, top, bottom } = findInk(warp(ring(), random))!;
    return Math.log((right - left) / (bottom - top));
  });
  const square = aspects.reduce((sum, aspect) => sum + aspect ** 2, 0) / 200;
  assert(Math.sqrt(square) > 0.15, `${Math.sqrt(square)}`); // of width to height
});
