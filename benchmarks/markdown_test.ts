import { assertEquals } from "@std/assert";
import { markdown } from "./markdown.ts";

Deno.test("markdown() pads cells to the widest of their column", () => {
  assertEquals(
    markdown([["", "b"], ["long", "×"]]),
    `
|      | b   |
| ---- | --- |
| long | ×   |
`.trim(),
  );
});

Deno.test("markdown() aligns figures to the right", () => {
  assertEquals(
    markdown([["kernel", "µs"], ["a", "100.5"]], { figures: true }),
    `
| kernel |    µs |
| ------ | ----: |
| a      | 100.5 |
`.trim(),
  );
});
