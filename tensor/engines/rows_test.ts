import fc from "fast-check";
import {
  engines,
  GuardedArrays,
  INSIDE,
  matrices,
  ROUNDING,
  steppedRows,
  sumRoundings,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import type { MatrixSize } from "./engine.ts";

const elements = (size: MatrixSize): number => size.rows * size.columns;

testKernel({
  name: "sumRows",
  sizes: matrices,
  inputs: (size, seed) => [values(elements(size), seed)],
  outputs: ({ columns }) => columns,
  run: (engine, [inputs], outputs, size) =>
    engine.sumRows(inputs!, outputs, size),
  // a rounding for each row, of a sum that stays below 3 √rows
  allowed: ({ rows }) => ({ element: ROUNDING * 3 * rows ** 1.5 }),
});

testKernel({
  name: "sumRows over 50,000 rows", // whose sums would drift to one side
  sizes: fc.constantFrom({ rows: 50_000, columns: 23 }),
  runs: 4,
  inputs: (size) => [new Float32Array(elements(size)).fill(0.1)],
  outputs: ({ columns }) => columns,
  run: (engine, [inputs], outputs, size) =>
    engine.sumRows(inputs!, outputs, size),
  // blocks of 256 rows, and their sums
  allowed: ({ rows }) => ({
    element: ROUNDING * (256 + rows / 256) * rows * 0.1,
  }),
});

for (const high of [1, 30, 1e4]) {
  testKernel({
    name: `softmax of logits up to ${high}`,
    sizes: matrices,
    inputs: (size, seed) => [values(elements(size), seed, high)],
    outputs: elements,
    run: (engine, [logits], outputs, size) =>
      engine.softmax(logits!, outputs, size),
    allowed: ({ columns }) => ({ element: softmaxError(columns) }),
    inPlace: 0,
  });
}

testKernel({
  name: "softmax of 50,003 columns", // whose sum would drift to one side
  sizes: fc.constantFrom({ rows: 2, columns: 50_003 }),
  runs: 4,
  inputs: (size) => [steppedRows(size)],
  outputs: elements,
  run: (engine, [logits], outputs, size) =>
    engine.softmax(logits!, outputs, size),
  allowed: ({ columns }) => ({
    // of the largest probability: the others are half of it
    element: softmaxError(columns) / (1 + (columns - 1) * Math.exp(-0.7)),
  }),
  inPlace: 0,
});

testKernel({
  name: "softmaxGradient",
  sizes: matrices,
  inputs: ({ rows, columns }, seed) => [
    values(rows * columns, seed).map((p) => (1 + p) / columns),
    values(rows * columns, seed + 1),
  ],
  outputs: elements,
  run: (engine, [probabilities, gradient], outputs, size) =>
    engine.softmaxGradient(probabilities!, gradient!, outputs, size),
  allowed: ({ columns }) => ({ element: gradientError(columns) }),
  inPlace: 1,
});

testKernel({
  name: "softmaxGradient of 50,003 columns",
  sizes: fc.constantFrom({ rows: 2, columns: 50_003 }),
  runs: 4,
  inputs: (size) => [
    new Float32Array(elements(size)).fill(1 / size.columns),
    new Float32Array(elements(size)).fill(0.7),
  ],
  outputs: elements,
  run: (engine, [probabilities, gradient], outputs, size) =>
    engine.softmaxGradient(probabilities!, gradient!, outputs, size),
  allowed: ({ columns }) => ({ element: gradientError(columns) }),
  inPlace: 1,
});

for (const engine of engines) {
  Deno.test(`${engine.description}: softmax of no columns touches nothing`, () => {
    const arrays = new GuardedArrays(engine, INSIDE);
    const outputs = arrays.output(new Float32Array(0));
    engine.softmax(outputs, outputs, { rows: 2, columns: 0 });
    arrays.assertIntact();
  });
}

/**
 * Relative error of a probability: twice that of an exponential (four
 * roundings, and that of its argument), that of the sum, and a few more.
 */
function softmaxError(columns: number): number {
  return ROUNDING * (sumRoundings(columns) + 15);
}

/** Error of p (g - Σ g p) where p is below 2 / columns and |g| below 1. */
function gradientError(columns: number): number {
  return ROUNDING * (sumRoundings(columns) + 6) * 2 * (2 / columns);
}
