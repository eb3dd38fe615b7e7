import { assertEquals } from "@std/assert";
import { scaleFor } from "./_scale.ts";

Deno.test("scaleFor() keeps a tick at the end that rounding puts beyond it", () => {
  // a step of 1e-5, of which 1 has 99999.99999999999
  const options = { count: 4, room: 0.1, highest: 1 };
  const { ticks } = scaleFor(0.99996, 1, options);
  assertEquals(ticks, [0.99996, 0.99997, 0.99998, 0.99999, 1]);
});
