import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { engines, seeds, sizes, testKernel, values } from "./_fixtures_test.ts";
import { pcg4d } from "../reference/pcg4d.ts";
import { reference } from "./reference.ts";

const rates = [0, 0.1, 0.5, 0.999];

for (const rate of rates) {
  testKernel({
    name: `dropout of ${rate}`,
    sizes: fc.record({ length: sizes, low: seeds, high: seeds }),
    inputs: ({ length }, seed) => [values(length, seed)],
    outputs: ({ length }) => length,
    run: (engine, [inputs], outputs, { low, high }) =>
      engine.dropout(inputs!, outputs, { rate, key: [2 * low + 1, 2 * high] }),
    allowed: () => ({ element: 0 }), // the same bits
    inPlace: 0,
  });
}

for (const engine of [reference, ...engines]) {
  const name = engine.description;

  Deno.test(`${name}: dropout goes by the words of pcg4d`, () => {
    // of counter 0 and key 0, 0, as shares of 2³²
    const words = pcg4d([0, 0, 0, 0])
      .map((word) => word / 2 ** 32);
    const inputs = new Float32Array(16).fill(3);
    const outputs = new Float32Array(16);
    for (const [i, word] of words.entries()) {
      for (const [rate, stays] of [[word, true], [word + 2 ** -32, false]]) {
        engine.dropout(inputs, outputs, { rate: rate as number, key: [0, 0] });
        assertEquals(outputs[4 * i] !== 0, stays, `word ${i}, rate ${rate}`);
      }
    }
  });

  Deno.test(`${name}: dropout keeps the mean, and scales what stays`, () => {
    const inputs = new Float32Array(100_000).fill(1);
    const outputs = new Float32Array(inputs.length);
    for (const rate of [0.1, 0.5, 0.9]) {
      engine.dropout(inputs, outputs, { rate, key: [7, 8] });
      const scaled = Math.fround(1 / (1 - rate));
      assert(outputs.every((value) => value === 0 || value === scaled));
      const mean = outputs.reduce((sum, value) => sum + value) / outputs.length;
      const deviation = Math.sqrt(rate / (1 - rate) / outputs.length);
      assertAlmostEquals(mean, 1, 4 * deviation);
    }
  });

  Deno.test(`${name}: dropout drops infinities and NaN, too`, () => {
    const inputs = new Float32Array(64).fill(NaN, 0, 32).fill(Infinity, 32);
    const outputs = new Float32Array(64);
    engine.dropout(inputs, outputs, { rate: 0.5, key: [1, 2] });
    for (const half of [outputs.slice(0, 32), outputs.slice(32)]) {
      const dropped = half.filter((value) => value === 0).length;
      assert(0 < dropped && dropped < 32, `${half}`);
    }
  });
}

Deno.test("dropout chooses independently of place and of key", () => {
  const count = 160_000;
  const masks = [[1, 0], [2, 0], [1, 1]].map(([low, high]) => {
    const mask = new Float32Array(count);
    const settings = { rate: 0.5, key: [low!, high!] as const };
    reference.dropout(new Float32Array(count).fill(0.5), mask, settings);
    return mask.map((value) => value - 0.5); // -0.5 or 0.5
  });
  const deviations = 5 / 4 / Math.sqrt(count); // of a mean of ±1/4
  const correlation = (a: Float32Array, b: Float32Array, shift: number) =>
    a.reduce((sum, value, i) => sum + value * b[(i + shift) % count]!, 0) /
    count;
  for (const shift of [1, 2, 3, 4, 8, 16, 64]) {
    assertAlmostEquals(correlation(masks[0]!, masks[0]!, shift), 0, deviations);
  }
  for (const other of [masks[1]!, masks[2]!]) {
    assertAlmostEquals(correlation(masks[0]!, other, 0), 0, deviations);
  }
});

Deno.test("dropout with a rate next to 1 still drops almost all, and no more", () => {
  const inputs = new Float32Array(1000).fill(1);
  const outputs = new Float32Array(1000).fill(NaN);
  const settings = { rate: 1 - 2 ** -53, key: [0, 0] as const };
  for (const engine of [reference, ...engines]) {
    engine.dropout(inputs, outputs, settings);
    assert(outputs.every((value) => value === 0));
  }
});
