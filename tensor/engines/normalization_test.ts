import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import {
  engines,
  matrices,
  ROUNDING,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import type { MatrixSize } from "./engine.ts";
import type { GroupedSize, NormalizationSize } from "./normalization.ts";
import { reference } from "./reference.ts";

const epsilon = 1e-3;
const elements = ({ rows, columns }: MatrixSize): number => rows * columns;

/** Number of groups, and how many elements each has. */
function grouping(
  { rows, columns }: MatrixSize,
  groups: GroupedSize["groups"],
): [count: number, length: number] {
  return groups === "rows" ? [rows, columns] : [columns, rows];
}

/** Variances from 0.25 to 1.25, so that the deviations are above 0.5. */
function variances(length: number, seed: number): Float32Array {
  return values(length, seed).map((value) => 0.75 + value / 2);
}

/** A part of an array for each length. */
function split(array: Float32Array, ...lengths: number[]): Float32Array[] {
  let start = 0;
  return lengths.map((length) => array.subarray(start, start += length));
}

for (const groups of ["rows", "columns"] as const) {
  const long = grouping({ rows: 3, columns: 50_003 }, groups);
  const [rows, columns] = groups === "rows" ? long : long.toReversed();
  const longMatrices = fc.constantFrom({ rows: rows!, columns: columns! });

  for (const center of [0, 1000]) {
    testKernel({
      name: `moments of ${groups} around ${center}`,
      sizes: matrices,
      inputs: (size, seed) => [
        values(elements(size), seed).map((value) => value + center),
      ],
      outputs: (size) => 2 * grouping(size, groups)[0],
      run: (engine, [inputs], outputs, size) => {
        const [count] = grouping(size, groups);
        const [mean, variance] = split(outputs, count, count);
        const moments = { mean: mean!, variance: variance! };
        engine.moments(inputs!, moments, { ...size, groups });
      },
      // summed in float64 on both sides, and rounded once, up or down
      allowed: () => ({ element: 2 * ROUNDING * (center + 1) }),
    });
  }

  testKernel({
    name: `moments of ${groups} of 50,003`, // whose sums would drift
    sizes: longMatrices,
    runs: 4,
    inputs: (size, seed) => [
      values(elements(size), seed).map((value) => 0.9 + value / 10),
    ],
    outputs: (size) => 2 * grouping(size, groups)[0],
    run: (engine, [inputs], outputs, size) => {
      const [count] = grouping(size, groups);
      const [mean, variance] = split(outputs, count, count);
      const moments = { mean: mean!, variance: variance! };
      engine.moments(inputs!, moments, { ...size, groups });
    },
    allowed: () => ({ element: 2 * ROUNDING }),
  });

  testKernel({
    name: `normalize of ${groups}`,
    sizes: matrices,
    inputs: (size, seed) => {
      const [count] = grouping(size, groups);
      return [
        values(elements(size), seed),
        values(count, seed + 1),
        variances(count, seed + 2),
        values(size.columns, seed + 3),
        values(size.columns, seed + 4),
      ];
    },
    outputs: elements,
    run: (engine, inputs, outputs, size) => {
      const [x, mean, variance, gamma, beta] = inputs;
      engine.normalize(
        x!,
        { mean: mean!, variance: variance! },
        { gamma: gamma!, beta: beta! },
        outputs,
        { ...size, groups, epsilon },
      );
    },
    // up to 4, of which: x - mean, variance + epsilon, root, quotient, product
    // with it and with gamma; and up to 5 with beta
    allowed: () => ({ element: ROUNDING * (6 * 4 + 5) }),
    inPlace: 0,
  });

  for (const wantsInputs of [true, false]) {
    const gradientCase = {
      inputs: (size: MatrixSize, seed: number) => {
        const [count] = grouping(size, groups);
        return [
          values(elements(size), seed),
          values(count, seed + 1),
          variances(count, seed + 2),
          values(size.columns, seed + 3),
          values(elements(size), seed + 4).map((g) => (g + 1) / 2),
        ];
      },
      outputs: (size: MatrixSize) =>
        2 * size.columns + (wantsInputs ? elements(size) : 0),
      run: (
        engine: typeof reference,
        inputs: Float32Array[],
        outputs: Float32Array,
        size: MatrixSize,
      ) => {
        const [x, mean, variance, gamma, gradient] = inputs;
        const { columns } = size;
        const [toGamma, toBeta, toInputs] = split(
          outputs,
          columns,
          columns,
          elements(size),
        );
        engine.normalizeGradient(
          {
            inputs: x!,
            moments: { mean: mean!, variance: variance! },
            gamma: gamma!,
          },
          gradient!,
          {
            gamma: toGamma!,
            beta: toBeta!,
            inputs: wantsInputs ? toInputs : undefined,
          },
          { ...size, groups, epsilon },
        );
      },
      allowed: ({ rows }: MatrixSize) => ({
        // a product is up to 4, with 7 roundings; that of the inputs up to
        // 2 · (1 + 1 + 4 · 4), with as many and those of the means
        element: ROUNDING * Math.max(7 * 4 * rows, 36 * 15),
      }),
    };
    const what = wantsInputs ? "" : ", of gamma and beta alone,";
    testKernel({
      name: `normalizeGradient of ${groups}${what}`,
      sizes: matrices,
      ...gradientCase,
    });
  }

  testKernel({
    name: `normalizeGradient of ${groups} of 50,003`,
    sizes: longMatrices,
    runs: 4,
    inputs: (size) => {
      const [count] = grouping(size, groups);
      return [
        new Float32Array(elements(size)).fill(0.9),
        new Float32Array(count).fill(0.2),
        new Float32Array(count).fill(1),
        new Float32Array(size.columns).fill(0.1),
        new Float32Array(elements(size)).fill(0.7),
      ];
    },
    outputs: (size) => 2 * size.columns + elements(size),
    run: (engine, [x, mean, variance, gamma, gradient], outputs, size) => {
      const [toGamma, toBeta, inputs] = split(
        outputs,
        size.columns,
        size.columns,
        elements(size),
      );
      engine.normalizeGradient(
        {
          inputs: x!,
          moments: { mean: mean!, variance: variance! },
          gamma: gamma!,
        },
        gradient!,
        { gamma: toGamma!, beta: toBeta!, inputs },
        { ...size, groups, epsilon },
      );
    },
    // every element of a sum is the same, and so are its roundings
    allowed: ({ rows }) => ({ element: ROUNDING * 5 * 0.7 * rows }),
  });
}

for (const engine of [reference, ...engines]) {
  const name = engine.description;
  const [inputs, gradient] = [[1, 3, 5, 5], [1, 2, 0, -1]]
    .map((elements) => new Float32Array(elements));
  const affine = {
    gamma: new Float32Array([2, 1]),
    beta: new Float32Array([0, 10]),
  };

  Deno.test(`${name}: normalize works by hand, for rows and for columns`, () => {
    // rows [1, 3] and [5, 5], columns [1, 5] and [3, 5]
    const cases: [GroupedSize["groups"], ...number[][]][] = [
      ["rows", [2, 5], [1, 0], [-2, 11, 0, 10]],
      ["columns", [3, 4], [4, 1], [-2, 9, 2, 11]],
    ];
    for (const [groups, mean, variance, expected] of cases) {
      // the smallest epsilon that matters nowhere here
      const size: NormalizationSize = {
        rows: 2,
        columns: 2,
        groups,
        epsilon: 1e-30,
      };
      const moments = {
        mean: new Float32Array(2),
        variance: new Float32Array(2),
      };
      engine.moments(inputs!, moments, size);
      assertEquals([...moments.mean], mean);
      assertEquals([...moments.variance], variance);
      const outputs = new Float32Array(4);
      engine.normalize(inputs!, moments, affine, outputs, size);
      assertEquals([...outputs], expected);
    }
  });

  Deno.test(`${name}: normalizeGradient works by hand, for rows and for columns`, () => {
    // an epsilon of 3 makes deviations of 2 and of √3 for the rows; for the
    // columns, means and variances are given that make them 2 and 4
    const rows = [new Float32Array([2, 5]), new Float32Array([1, 0])];
    const columns = [new Float32Array([3, 4]), new Float32Array([1, 13])];
    const cases: [GroupedSize["groups"], Float32Array[], number[]][] = [
      // n = [-1/2, 1/2], [0, 0]; h = [2, 2], [0, -1]; means of h 2, -1/2; of
      // h · n 0, 0
      ["rows", rows, [
        -1 / 2,
        1,
        1,
        1,
        0,
        0,
        1 / 2 / 3 ** 0.5,
        -0.5 / 3 ** 0.5,
      ]],
      // n = [-1, -1/4], [1, 1/4]; h = [2, 2], [0, -1]; means of h 1, 1/2; of
      // h · n -1, -3/8
      ["columns", columns, [
        -1,
        -3 / 4,
        1,
        1,
        0,
        (2 - 1 / 2 - 3 / 32) / 4,
        0,
        (-1 - 1 / 2 + 3 / 32) / 4,
      ]],
    ];
    for (const [groups, [mean, variance], expected] of cases) {
      const received = new Float32Array(8);
      const [gamma, beta, toInputs] = split(received, 2, 2, 4);
      engine.normalizeGradient(
        {
          inputs: inputs!,
          moments: { mean: mean!, variance: variance! },
          gamma: affine.gamma,
        },
        gradient!,
        { gamma: gamma!, beta: beta!, inputs: toInputs! },
        { rows: 2, columns: 2, groups, epsilon: 3 },
      );
      assertClose(received, expected, { absolute: 3e-7 });
    }
  });
}
