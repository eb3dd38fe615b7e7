import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import {
  engines,
  GuardedArrays,
  INSIDE,
  places,
  seeds,
  sizes,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import { reference } from "./reference.ts";

/** Error of a sum of k products of numbers up to 1, in float32. */
function productError(k: number): number {
  return 2e-7 * k + 1e-6;
}

function sparseValues(
  length: number,
  seed: number,
  density: number,
): Float32Array {
  const chance = values(length, seed + 7);
  return values(length, seed)
    .map((value, i) => Math.abs(chance[i]!) < density ? value : 0);
}

testKernel({
  name: "matmul",
  sizes: fc.record({
    m: sizes,
    k: sizes,
    n: sizes,
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    skipsZeros: fc.boolean(),
  }),
  inputs: ({ m, k, n }, seed) => [
    sparseValues(m * k, seed, seed % 2 === 0 ? 1 : 0.2),
    values(k * n, seed + 1),
  ],
  outputs: ({ m, n }) => m * n,
  run: (engine, [a, b], outputs, size) => engine.matmul(a!, b!, outputs, size),
  allowed: ({ k }) => ({ element: productError(k) }),
});

for (const engine of engines) {
  const name = engine.description;

  Deno.test(`${name}: matmul agrees with the reference beyond one block`, () => {
    // blocks are 120 rows, 384 steps and 512 columns
    for (const [m, k, n] of [[121, 385, 513], [250, 784, 33], [7, 800, 1030]]) {
      for (const [transposeA, transposeB] of [[false, false], [true, true]]) {
        const size = { m: m!, k: k!, n: n!, transposeA, transposeB };
        const a = values(m! * k!, 1);
        const b = values(k! * n!, 2);
        const expected = new Float32Array(m! * n!);
        reference.matmul(a, b, expected, size as never);
        const outputs = engine.allocate(m! * n!);
        engine.matmul(a, b, outputs, size as never);
        assertClose(outputs, expected, { absolute: 1e-4 });
      }
    }
  });

  Deno.test({
    name: `${name}: matmul gives a row the same bits in any batch`,
    ignore: engine.name === "blas", // whose kernels go by the number of rows
    fn: () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 30 }),
          fc.integer({ min: 1, max: 800 }),
          sizes,
          seeds,
          (m, k, n, seed) => {
            const a = sparseValues(m * k, seed, 0.5);
            const b = values(k * n, seed + 1);
            const together = new Float32Array(m * n);
            engine.matmul(a, b, together, { m, k, n });
            const skipsZeros = seed % 2 === 0;
            const alone = new Float32Array(n);
            for (let i = 0; i < m; i++) {
              engine.matmul(a.slice(i * k, (i + 1) * k), b, alone, {
                m: 1,
                k,
                n,
                skipsZeros,
              });
              assertEquals(alone, together.slice(i * n, (i + 1) * n));
            }
          },
        ),
        { numRuns: 30 },
      );
    },
  });

  Deno.test(`${name}: matmul transposes nothing unless it is told to`, () => {
    const [a, b] = [values(4 * 9, 1), values(9 * 7, 2)];
    const expected = new Float32Array(4 * 7);
    reference.matmul(a, b, expected, { m: 4, k: 9, n: 7 });
    const outputs = new Float32Array(4 * 7);
    engine.matmul(a, b, outputs, { m: 4, k: 9, n: 7 });
    assertClose(outputs, expected, { absolute: 1e-6 });
  });

  Deno.test(`${name}: matmul skips zeros only where it may`, () => {
    const a = new Float32Array(20);
    const b = new Float32Array(20).fill(Infinity);
    const outputs = new Float32Array(1);
    engine.matmul(a, b, outputs, { m: 1, k: 20, n: 1 });
    assertEquals(outputs, new Float32Array([NaN]));
    engine.matmul(a, b, outputs, { m: 1, k: 20, n: 1, skipsZeros: true });
    assertEquals(outputs, new Float32Array([0]));
  });

  Deno.test(`${name}: matmul over no steps is zero`, () => {
    const outputs = new Float32Array([7, 7]);
    const empty = new Float32Array(0);
    engine.matmul(empty, empty, outputs, { m: 1, k: 0, n: 2 });
    assertEquals(outputs, new Float32Array(2));
  });

  Deno.test(`${name}: a sparse matmul agrees with the reference and touches nothing else`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 8, max: 80 }),
      sizes,
      fc.integer({ min: 24, max: 150 }),
      fc.constantFrom(0, 0.02, 0.19, 0.33),
      places,
      seeds,
      (m, k, n, density, places, seed) => {
        const x = sparseValues(m * k, seed, density);
        const matrix = { rows: m, columns: k };
        const listed = new GuardedArrays(engine, INSIDE);
        const inputs = listed.input(x);
        if (!engine.isSparse(inputs, { m, k, n })) return; // by chance
        const length = engine.listsLength(matrix);
        const lists = listed.output(new Float32Array(length).fill(NaN));
        const operand = engine.compress(inputs, lists, matrix)!;
        const nonzeros = x.filter((value) => value !== 0).length;
        assertEquals(operand.density, nonzeros / (m * k));

        for (const transposeA of [false, true]) {
          const size = transposeA
            ? { m: k, k: m, n, transposeA }
            : { m, k, n, transposeA };
          const b = values(size.k * n, seed + 1);
          const expected = new Float32Array(size.m * n);
          reference.matmul(x, b, expected, size);
          const arrays = new GuardedArrays(engine, places);
          const outputs = arrays.output(values(size.m * n, 9)); // stale
          const factor = arrays.input(b);
          const { bytesInUse } = engine;
          engine.matmul(operand, factor, outputs, size);
          assertEquals(engine.bytesInUse, bytesInUse);
          assertClose(outputs, expected, { absolute: productError(size.k) });
          arrays.assertIntact();
        }
        listed.assertIntact();
      },
    ));
  });

  Deno.test(`${name}: isSparse is right about the share of nonzero elements`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 8, max: 80 }),
      sizes,
      fc.constantFrom(0, 0.1, 0.3, 0.34, 0.36, 0.4, 0.7, 1),
      (m, k, density) => {
        // spread evenly, so that no row has much more than its share
        const x = Float32Array.from(
          { length: m * k },
          (_, i) => Math.floor((i + 1) * density) - Math.floor(i * density),
        );
        const inputs = new GuardedArrays(engine, INSIDE).input(x);
        const nonzeros = x.filter((value) => value !== 0).length;
        assertEquals(
          engine.isSparse(inputs, { m, k, n: 128 }),
          nonzeros <= Math.floor(m * k * 0.35),
        );
      },
    ));
  });

  Deno.test(`${name}: isSparse says no where lists do not pay`, () => {
    const zeros = engine.allocate(64 * 784);
    const size = { m: 64, k: 784, n: 128 };
    assert(engine.isSparse(zeros, size));
    assertFalse(engine.isSparse(zeros, { ...size, n: 10 }));
    assertFalse(engine.isSparse(zeros, { ...size, m: 1 }));
    const ordinary = new Float32Array(64 * 784); // would have to be copied
    assertFalse(engine.isSparse(ordinary, size));
    const lists = new Float32Array(
      engine.listsLength({ rows: 64, columns: 784 }),
    );
    assertEquals(
      engine.compress(zeros, lists, { rows: 64, columns: 784 }),
      undefined,
    );
  });

  Deno.test(`${name}: a sparse matmul keeps NaN in its inputs visible`, () => {
    const inputs = engine.allocate(8 * 20);
    inputs[2 * 20 + 19] = NaN;
    inputs[3 * 20 + 3] = -0; // a zero as any other
    const matrix = { rows: 8, columns: 20 };
    const lists = engine.allocate(engine.listsLength(matrix));
    const operand = engine.compress(inputs, lists, matrix)!;
    const outputs = new Float32Array(8 * 24);
    const b = new Float32Array(20 * 24).fill(1);
    engine.matmul(operand, b, outputs, { m: 8, k: 20, n: 24 });
    const expected = new Float32Array(8 * 24).fill(NaN, 2 * 24, 3 * 24);
    assertEquals(outputs, expected);
  });
}
