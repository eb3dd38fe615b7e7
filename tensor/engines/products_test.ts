import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import { skipsZeros } from "../../tests/skips_zeros.ts";
import {
  engines,
  GuardedArrays,
  places,
  seeds,
  sizes,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import type { Activation } from "./activation.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

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

const transpositions = [[false, false], [true, false], [false, true], [
  true,
  true,
]] as const;

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

testKernel({
  name: "matmul with bias and activation",
  sizes: fc.record({
    m: sizes,
    k: fc.integer({ min: 0, max: 50 }),
    n: sizes,
    skipsZeros: fc.boolean(),
    activation: fc.constantFrom<Activation>("linear", "relu", "tanh", "gelu"),
    hasBias: fc.boolean(),
  }),
  inputs: ({ m, k, n }, seed) => [
    sparseValues(m * k, seed, seed % 2 === 0 ? 1 : 0.2),
    values(k * n, seed + 1),
    values(n, seed + 2),
  ],
  outputs: ({ m, n }) => m * n,
  run: (engine, [a, b, own], outputs, { activation, hasBias, ...size }) => {
    const bias = hasBias ? own : undefined;
    engine.matmul(a!, b!, outputs, size, { activation, bias });
  },
  allowed: ({ k }) => ({ element: 2 * productError(k) }), // slopes up to 1.13
});

for (const engine of engines) {
  const name = engine.description;

  Deno.test(`${name}: matmul agrees with the reference beyond one block`, () => {
    // blocks are 120 rows, 200 steps and 512 columns; rows of 1024 lie a page
    // apart
    const all = [
      [121, 201, 513],
      [250, 784, 33],
      [8, 800, 1030],
      [17, 410, 1024],
      [1024, 410, 17],
      [2, 410, 19],
      [257, 410, 2],
    ];
    for (const [m, k, n] of all) {
      for (const skipsZeros of [false, true]) {
        const [transposeA, transposeB] = [skipsZeros, skipsZeros];
        const size = {
          m: m!,
          k: k!,
          n: n!,
          transposeA,
          transposeB,
          skipsZeros,
        };
        const a = sparseValues(m! * k!, 1, skipsZeros ? 0.3 : 1);
        const b = values(k! * n!, 2);
        const bias = values(n!, 3);
        const epilogue = { activation: "relu", bias } as const;
        const expected = new Float32Array(m! * n!);
        reference.matmul(a, b, expected, size, epilogue);
        const outputs = engine.allocate(m! * n!);
        engine.matmul(a, b, outputs, size, epilogue);
        assertClose(outputs, expected, { absolute: 1e-4 });
      }
    }
  });

  if (engine.name !== "blas") { // whose kernels go by the number of rows
    Deno.test(`${name}: matmul gives a row the same bits in any batch`, () => {
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
            engine.matmul(a, b, together, {
              m,
              k,
              n,
              skipsZeros: seed % 3 === 0,
            });
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
    });
  }

  Deno.test(`${name}: matmul takes few rows and few columns in every transposition`, () => {
    for (let m = 1; m <= 23; m++) {
      for (const n of [1, 2, 3, 10, 12, 18, 23]) {
        for (const [transposeA, transposeB] of transpositions) {
          for (const k of [5, 206]) {
            const size = { m, k, n, transposeA, transposeB };
            const a = values(m * k, m);
            const b = values(k * n, n + 100);
            const expected = new Float32Array(m * n);
            reference.matmul(a, b, expected, size);
            const outputs = new Float32Array(m * n);
            engine.matmul(a, b, outputs, size);
            assertClose(outputs, expected, { absolute: productError(k) });
          }
        }
      }
    }
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

  // of the blas engine, whose library takes what is dense, nearly the same
  Deno.test(`${name}: a matmul that skips zeros gives the same bits and touches nothing else`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 8, max: 140 }),
      fc.integer({ min: 32, max: 420 }),
      fc.integer({ min: 32, max: 150 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(0, 0.02, 0.19, 0.38, 0.6, 1),
      places,
      seeds,
      (m, k, n, transposeA, transposeB, density, places, seed) => {
        const size = { m, k, n, transposeA, transposeB };
        const a = sparseValues(m * k, seed, density);
        const b = values(k * n, seed + 1);
        const expected = new Float32Array(m * n);
        engine.matmul(a, b, expected, size);
        const arrays = new GuardedArrays(engine, places);
        const [inA, inB] = [arrays.input(a), arrays.input(b)];
        const outputs = arrays.output(values(m * n, 9)); // stale
        engine.matmul(inA, inB, outputs, { ...size, skipsZeros: true });
        if (engine.name === "blas") {
          assertClose(outputs, expected, { absolute: productError(k) });
        } else assertEquals(outputs.slice(), expected);
        arrays.assertIntact();
      },
    ));
  });

  if (engine.name === "blas") continue;
  const more = engine.description.includes("relaxed") ? 0 : 0.1;

  Deno.test(`${name}: matmul skips zeros where they are many`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 8, max: 80 }),
      fc.integer({ min: 32, max: 150 }),
      fc.boolean(),
      fc.constantFrom([32, 0.4 + more], [64, 0.6 + more], [256, 0.7 + more]),
      fc.constantFrom(
        ...[0, 1, 3.9, 4.1, 4.9, 5.1, 5.9, 6.1, 6.9, 7.1, 7.9, 8.1]
          .map((tenths) => tenths / 10),
      ),
      (m, k, transposeA, [n, highest], density) => {
        // spread evenly, so that no row has much more than its share
        const x = Float32Array.from(
          { length: m * k },
          (_, i) => Math.floor((i + 1) * density) - Math.floor(i * density),
        );
        const nonzeros = x.filter((value) => value !== 0).length;
        assertEquals(
          skipsZeros(engine, x, { m, k, n: n!, transposeA }),
          nonzeros <= m * k * highest!,
        );
      },
    ));
  });

  Deno.test(`${name}: a small matmul does not look for zeros`, () => {
    const zeros = new Float32Array(64 * 784);
    const size = { m: 64, k: 784, n: 32 };
    assert(skipsZeros(engine, zeros, size));
    assertFalse(skipsZeros(engine, zeros, { ...size, n: 31 }));
    assertFalse(skipsZeros(engine, zeros, { ...size, m: 7 }));
    assertFalse(skipsZeros(engine, zeros, { ...size, k: 31 }));
  });

  Deno.test(`${name}: a matmul that skips zeros keeps NaN in its inputs visible`, () => {
    const inputs = new Float32Array(8 * 33);
    inputs[2 * 33 + 32] = NaN;
    inputs[3 * 33 + 3] = -0; // a zero as any other
    const outputs = new Float32Array(8 * 33);
    const b = new Float32Array(33 * 33).fill(1);
    b.fill(Infinity, 3 * 33, 4 * 33);
    engine.matmul(inputs, b, outputs, { m: 8, k: 33, n: 33, skipsZeros: true });
    const expected = new Float32Array(8 * 33).fill(NaN, 2 * 33, 3 * 33);
    assertEquals(outputs, expected);
  });
}

for (const relaxedSimd of [true, false]) {
  const [alone, together] = [1, 3].map((threads) =>
    new WasmEngine({ threads, relaxedSimd })
  ) as [WasmEngine, WasmEngine];
  Deno.test(`${alone.description}: threads that share a matmul skip zeros and give the same bits`, () => {
    const start = performance.now();
    for (let seed = 0; performance.now() - start < 300; seed++) { // all are up
      // by columns, and by rows
      for (const [m, k, n] of [[150, 210, 203], [301, 128, 70]]) {
        const transposeA = seed % 2 === 0;
        const size = { m: m!, k: k!, n: n!, transposeA, skipsZeros: true };
        const a = sparseValues(m! * k!, seed, 0.5);
        assert(skipsZeros(together, a, size));
        const b = values(k! * n!, seed + 1);
        const epilogue = { activation: "relu", bias: values(n!, 3) } as const;
        const products = [alone, together].map((engine) => {
          const outputs = new Float32Array(m! * n!);
          engine.matmul(a, b, outputs, size, epilogue);
          return outputs;
        });
        assertEquals(products[1], products[0]);
      }
    }
  });
}
