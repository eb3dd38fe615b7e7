import { assertEquals } from "@std/assert";
import { pcg4d } from "./pcg4d.ts";

Deno.test("pcg4d() gives what whole numbers without bounds give, modulo 2³²", () => {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  const exact = (words: readonly number[]): number[] => {
    let [x, y, z, w] = words
      .map((v) => word(BigInt(v) * 1664525n + 1013904223n)) as [
        bigint,
        bigint,
        bigint,
        bigint,
      ];
    const mix = (): void => {
      x = word(x + y * w);
      y = word(y + z * x);
      z = word(z + x * y);
      w = word(w + y * z);
    };
    mix();
    [x, y, z, w] = [x ^ x >> 16n, y ^ y >> 16n, z ^ z >> 16n, w ^ w >> 16n];
    mix();
    return [x, y, z, w].map(Number);
  };
  for (
    const words of [
      [0, 0, 0, 0],
      [1, 2, 3, 4],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    ] as const
  ) {
    assertEquals([...pcg4d(words)], exact(words));
  }
});
