import { Random } from "@cutedl/tensor";
import { assert, assertEquals } from "@std/assert";
import { permutation } from "./_permutation.ts";

Deno.test("permutation() is that of Random, of any length", async () => {
  for (const length of [0, 1, 2, 1000, 2 ** 16, 2 ** 16 + 1, 200_000]) {
    assertEquals(
      await permutation(new Random(3), length),
      new Random(3).permutation(length),
    );
  }
});

Deno.test("permutation() lets the event loop live", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const { now } = performance;
  let asked = 0;
  performance.now = () => now.call(performance) + 20 * asked++; // a slow machine
  try {
    await permutation(new Random(3), 2_000_000);
  } finally {
    Reflect.deleteProperty(performance, "now");
  }
  clearInterval(timer);
  assert(ticks >= 2, `${ticks} ticks`);
});
