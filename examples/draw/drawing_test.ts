import { assertEquals } from "@std/assert";
import { Drawing } from "./drawing.ts";

Deno.test("Drawing keeps strokes, and tells of every change", () => {
  const drawing = new Drawing();
  const counts: number[] = [];
  drawing.onChange(() => counts.push(drawing.strokes.flat().length));
  drawing.begin({ x: 0.1, y: 0.2 });
  drawing.extend({ x: 0.3, y: 0.4 }, { x: 0.5, y: 0.6 });
  drawing.begin({ x: 0.9, y: 0.9 });
  assertEquals(drawing.strokes.length, 2);
  drawing.undo();
  drawing.clear();
  assertEquals(counts, [1, 3, 4, 3, 0]);
});

Deno.test("Drawing keeps the pen on the paper", () => {
  const drawing = new Drawing();
  drawing.begin({ x: -0.5, y: 0.5 });
  drawing.extend({ x: 0.5, y: 1.5 });
  assertEquals(drawing.strokes, [[{ x: 0, y: 0.5 }, { x: 0.5, y: 1 }]]);
});

Deno.test("Drawing draws nothing on where it was cleared under the pen", () => {
  const drawing = new Drawing();
  drawing.begin({ x: 0, y: 0 });
  drawing.clear();
  drawing.extend({ x: 1, y: 1 });
  drawing.undo();
  assertEquals(drawing.strokes, []);
});
