import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import {
  engines,
  matrices,
  ROUNDING,
  steppedRows,
  sumRoundings,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import type { MatrixSize } from "./engine.ts";
import { reference } from "./reference.ts";

/** Numbers as probabilities, half of them zero. */
function softTargets(size: MatrixSize, seed: number): Float32Array {
  return values(elements(size), seed).map((y) => Math.max(y, 0));
}

function elements({ rows, columns }: MatrixSize): number {
  return rows * columns;
}

function labels({ rows, columns }: MatrixSize, seed: number): Float32Array {
  return Float32Array.from(
    { length: rows },
    (_, i) => (i * 7 + seed) % columns,
  );
}

/**
 * Roundings of a row: those of its sum, four of an exponential, those of its
 * argument, and a few more.
 */
function roundings(columns: number): number {
  return sumRoundings(columns) + 6 + Math.log(columns);
}

/** What can be rounded in Σ y (ln Σ e^(z - max) - (z - max)), and largest Σ y. */
function magnitudes(
  { rows, columns }: MatrixSize,
  logits: Float32Array,
  targets: Float32Array,
): { sum: number; largestWeight: number } {
  let [sum, largestWeight] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const z = [...logits.subarray(row * columns, (row + 1) * columns)];
    const y = targets.subarray(row * columns, (row + 1) * columns);
    const max = z.reduce((most, logit) => Math.max(most, logit));
    const total = z.reduce((s, logit) => s + Math.exp(logit - max), 0);
    const weight = y.reduce((w, target) => w + target, 0);
    sum += weight * (1 + Math.log(total));
    z.forEach((logit, i) => sum += y[i]! * (max - logit));
    largestWeight = Math.max(largestWeight, weight);
  }
  return { sum, largestWeight };
}

const softmaxCases = [
  ...[1, 30, 1e4].map((high) => ({
    suffix: `of logits up to ${high}`,
    sizes: matrices,
    runs: 100,
    logits: (size: MatrixSize, seed: number) =>
      values(elements(size), seed, high),
    targets: softTargets,
  })),
  {
    suffix: "of 50,003 columns",
    sizes: fc.constant({ rows: 2, columns: 50_003 }),
    runs: 4,
    logits: steppedRows,
    targets: (size: MatrixSize) =>
      new Float32Array(elements(size)).fill(1 / size.columns),
  },
];

for (const { suffix, sizes, runs, logits, targets } of softmaxCases) {
  testKernel<MatrixSize>({
    name: `softmaxCrossentropy ${suffix}`,
    sizes,
    runs,
    inputs: (size, seed) => [logits(size, seed), targets(size, seed + 1)],
    outputs: elements,
    run: (engine, [logits, targets], gradient, size) =>
      engine.softmaxCrossentropy(logits!, targets!, gradient, size),
    allowed: (size, [logits, targets]) => {
      const { sum, largestWeight } = magnitudes(size, logits!, targets!);
      const relative = ROUNDING * roundings(size.columns);
      return {
        element: 2 * relative * largestWeight / size.rows,
        number: relative * sum,
      };
    },
  });

  testKernel<MatrixSize>({
    name: `sparseSoftmaxCrossentropy ${suffix}`,
    sizes,
    runs,
    inputs: (size, seed) => [logits(size, seed), labels(size, seed)],
    outputs: elements,
    run: (engine, [logits, labels], gradient, size) =>
      engine.sparseSoftmaxCrossentropy(logits!, labels!, gradient, size),
    allowed: ({ rows, columns }) => ({
      element: ROUNDING * roundings(columns) / rows,
      number: ROUNDING * roundings(columns) * rows, // all else is in float64
    }),
  });
}

for (const high of [1, 30, 1e4]) {
  testKernel({
    name: `sigmoidCrossentropy of logits up to ${high}`,
    sizes: matrices,
    inputs: (size, seed) => [
      values(elements(size), seed, high),
      values(elements(size), seed + 1).map(Math.abs),
    ],
    outputs: elements,
    run: (engine, [logits, targets], gradient, size) =>
      engine.sigmoidCrossentropy(logits!, targets!, gradient, size),
    allowed: ({ rows }, [logits]) => ({
      element: 6 * ROUNDING / rows,
      // three roundings of at most |z|, some of ln(1 + e^-|z|); a float64 sum
      number: ROUNDING * logits!.reduce((s, z) => s + 3 * Math.abs(z) + 4, 0),
    }),
  });
}

for (const engine of [reference, ...engines]) {
  Deno.test(`${engine.description}: softmaxCrossentropy ignores -∞ where the target is 0`, () => {
    const gradient = new Float32Array(2);
    const loss = engine.softmaxCrossentropy(
      new Float32Array([2, -Infinity]),
      new Float32Array([1, 0]),
      gradient,
      { rows: 1, columns: 2 },
    );
    assertEquals(loss, 0);
    assertEquals(gradient, new Float32Array([0, 0]));
  });
}

for (const engine of [reference, ...engines]) {
  for (const columns of [2, 3, 4, 10, 19]) {
    const name = `${engine.description}: softmaxCrossentropy of ${columns}`;
    const one = Math.log(columns); // loss of a row of equal logits

    Deno.test(`${name} columns takes many rows, with weights and without`, () => {
      const size = { rows: 1000, columns }; // the product of all sums overflows
      const logits = new Float32Array(elements(size)).fill(-1e4);
      const gradient = new Float32Array(logits.length);
      for (const weight of [1, 0.5]) {
        const targets = new Float32Array(logits.length).map((_, i) =>
          i % columns === 1 ? weight : 0
        );
        const loss = engine.softmaxCrossentropy(
          logits,
          targets,
          gradient,
          size,
        );
        assertClose([loss], [1000 * weight * one], { relative: 1e-9 });
        const expected = logits.map((_, i) =>
          weight * (1 / columns - (i % columns === 1 ? 1 : 0)) / 1000
        );
        assertClose(gradient, expected, { absolute: 3e-10 });
      }
      const labels = new Float32Array(size.rows).fill(1);
      const loss = engine.sparseSoftmaxCrossentropy(
        logits,
        labels,
        gradient,
        size,
      );
      assertClose([loss], [1000 * one], { relative: 1e-9 });
    });

    Deno.test(`${name} columns leaves a row that is not finite to itself`, () => {
      const size = { rows: 3, columns };
      for (const bad of [NaN, Infinity]) {
        const logits = new Float32Array(elements(size));
        logits[2 * columns - 1] = bad; // the last of the second row
        const gradient = new Float32Array(logits.length);
        const targets = logits.map((_, i) => i % columns === 0 ? 1 : 0);
        const loss = engine.softmaxCrossentropy(
          logits,
          targets,
          gradient,
          size,
        );
        assertEquals(loss, NaN);
        assertEquals(
          Array.from(gradient, Number.isFinite),
          Array.from(gradient, (_, i) => Math.floor(i / columns) !== 1),
        );
      }
    });

    Deno.test(`${name} columns ignores -∞ where the target is 0, in any column`, () => {
      const size = { rows: columns, columns };
      const logits = new Float32Array(elements(size)).map((_, i) =>
        i % (columns + 1) === 0 ? 1e4 : -Infinity
      );
      const targets = logits.map((_, i) => i % (columns + 1) === 0 ? 1 : 0);
      const gradient = new Float32Array(logits.length).fill(1);
      assertEquals(
        engine.softmaxCrossentropy(logits, targets, gradient, size),
        0,
      );
      assertEquals(gradient, new Float32Array(logits.length));
    });
  }
}
