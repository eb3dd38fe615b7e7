import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import { randomTensor } from "../creation.ts";
import { type Activation, savesInputs } from "./activation.ts";
import type { Engine } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

// every engine, held to the reference
const engines: Engine[] = [
  new WasmEngine({ relaxedSimd: true }),
  new WasmEngine({ relaxedSimd: false }),
];
const activations: Activation[] = [
  "linear",
  "relu",
  "leakyRelu",
  "sigmoid",
  "tanh",
  "gelu",
  "softplus",
];

/** Where an array lies: in the engine's memory, or outside of it. */
const places = fc.constantFrom("engine", "ordinary");
const seeds = fc.integer({ min: 0, max: 2 ** 31 });
// tiles are 6 × 8, vectors 4 wide: most sizes near them, some far
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 1, max: 150 }),
);

function values(length: number, seed: number, high = 1): Float32Array {
  return randomTensor([length], { seed, low: -high, high }).data;
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

function placed(
  engine: Engine,
  place: string,
  array: Float32Array,
): Float32Array {
  if (place === "ordinary") return array.slice();
  const copy = engine.allocate(array.length);
  copy.set(array);
  return copy;
}

/** Asserts that a kernel left its input alone. */
function assertUnchanged(array: Float32Array, before: Float32Array): void {
  assertEquals(new Float32Array(array), new Float32Array(before));
}

Deno.test("WasmEngine.description tells which SIMD it uses", () => {
  assertEquals(
    engines.map((engine) => engine.description),
    ["wasm, relaxed SIMD", "wasm, SIMD"],
  );
  assertEquals(new WasmEngine().description, "wasm, relaxed SIMD"); // Deno has it
});

for (const engine of engines) {
  const name = engine.description;

  Deno.test(`${name}: matmul agrees with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      sizes,
      fc.boolean(),
      fc.boolean(),
      places,
      seeds,
      (m, k, n, transposeA, transposeB, place, seed) => {
        const size = { m, k, n, transposeA, transposeB };
        const a = values(m * k, seed);
        const b = values(k * n, seed + 1);
        const expected = new Float32Array(m * n);
        reference.matmul(a, b, expected, size);
        const outputs = placed(engine, place, values(m * n, 9)); // stale
        const [pa, pb] = [placed(engine, place, a), placed(engine, place, b)];
        engine.matmul(pa, pb, outputs, size);
        assertClose(outputs, expected, { absolute: 2e-7 * k + 1e-6 });
        assertUnchanged(pa, a);
        assertUnchanged(pb, b);
      },
    ));
  });

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

  Deno.test(`${name}: matmul gives a row the same bits in any batch`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 800 }),
        sizes,
        seeds,
        (m, k, n, seed) => {
          const [a, b] = [values(m * k, seed), values(k * n, seed + 1)];
          const together = new Float32Array(m * n);
          engine.matmul(a, b, together, { m, k, n });
          const alone = new Float32Array(n);
          for (let i = 0; i < m; i++) {
            engine.matmul(a.slice(i * k, (i + 1) * k), b, alone, {
              m: 1,
              k,
              n,
            });
            assertUnchanged(alone, together.subarray(i * n, (i + 1) * n));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  Deno.test(`${name}: matmul transposes nothing unless it is told to`, () => {
    const [a, b] = [values(4 * 9, 1), values(9 * 7, 2)];
    const expected = new Float32Array(4 * 7);
    reference.matmul(a, b, expected, { m: 4, k: 9, n: 7 });
    const outputs = new Float32Array(4 * 7);
    engine.matmul(a, b, outputs, { m: 4, k: 9, n: 7 });
    assertClose(outputs, expected, { absolute: 1e-6 });
  });

  Deno.test(`${name}: matmul over no steps is zero`, () => {
    const outputs = new Float32Array([7, 7]);
    const empty = new Float32Array(0);
    engine.matmul(empty, empty, outputs, { m: 1, k: 0, n: 2 });
    assertEquals(outputs, new Float32Array(2));
  });

  Deno.test(`${name}: a sparse matmul agrees with the reference`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 8, max: 80 }),
      sizes,
      fc.integer({ min: 24, max: 150 }),
      fc.constantFrom(0, 0.02, 0.19, 0.33),
      places,
      seeds,
      (m, k, n, density, place, seed) => {
        const x = sparseValues(m * k, seed, density);
        const inputs = placed(engine, "engine", x);
        if (!engine.isSparse(inputs, { m, k, n })) return; // by chance
        const matrix = { rows: m, columns: k };
        const lists = engine.allocate(engine.listsLength(matrix)).fill(NaN);
        const operand = engine.compress(inputs, lists, matrix)!;

        for (const transposeA of [false, true]) {
          const size = transposeA
            ? { m: k, k: m, n, transposeA }
            : { m, k, n, transposeA };
          const b = values(size.k * n, seed + 1);
          const expected = new Float32Array(size.m * n);
          reference.matmul(x, b, expected, size);
          const outputs = placed(engine, place, values(size.m * n, 9));
          engine.matmul(operand, placed(engine, place, b), outputs, size);
          assertClose(outputs, expected, { absolute: 2e-7 * size.k + 1e-6 });
        }
        assertUnchanged(inputs, x);
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
        const inputs = placed(engine, "engine", x);
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

  Deno.test(`${name}: matmul leaves what lies beside its output alone`, () => {
    fc.assert(fc.property(sizes, sizes, seeds, (m, n, seed) => {
      const memory = engine.allocate(m * n + 8).fill(5);
      const outputs = memory.subarray(4, 4 + m * n);
      const [a, b] = [values(m * 3, seed), values(3 * n, seed + 1)];
      engine.matmul(a, b, outputs, { m, k: 3, n });
      assertEquals([...memory.subarray(0, 4)], [5, 5, 5, 5]);
      assertEquals([...memory.subarray(4 + m * n)], [5, 5, 5, 5]);
    }));
  });

  for (const activation of activations) {
    Deno.test(`${name}: ${activation} agrees with the reference`, () => {
      fc.assert(fc.property(sizes, places, seeds, (length, place, seed) => {
        const settings = { activation, negativeSlope: 0.1 };
        const inputs = values(length, seed, 12);
        const expected = new Float32Array(length);
        reference.activate(inputs, expected, settings);
        const from = placed(engine, place, inputs);
        const outputs = placed(engine, place, values(length, 3));
        engine.activate(from, outputs, settings);
        assertClose(outputs, expected, { relative: 4e-7, absolute: 4e-7 });
        assertUnchanged(from, inputs);

        const saved = savesInputs(activation) ? inputs : expected.slice();
        const gradient = values(length, seed + 1);
        reference.activationGradient(saved, gradient, expected, settings);
        const incoming = placed(engine, place, gradient);
        engine.activationGradient(
          placed(engine, place, saved),
          incoming,
          outputs,
          settings,
        );
        assertClose(outputs, expected, { absolute: 2e-6 });
        assertUnchanged(incoming, gradient);
      }));
    });

    Deno.test(`${name}: ${activation} works in place`, () => {
      const settings = { activation, negativeSlope: 0.1 };
      const inputs = values(11, 4, 3);
      const expected = new Float32Array(11);
      engine.activate(inputs, expected, settings);
      const inPlace = placed(engine, "engine", inputs);
      engine.activate(inPlace, inPlace, settings);
      assertUnchanged(inPlace, expected);
      const ordinary = inputs.slice();
      engine.activate(ordinary, ordinary, settings);
      assertUnchanged(ordinary, expected);
    });

    Deno.test(`${name}: ${activation} is right at extreme inputs`, () => {
      const settings = { activation, negativeSlope: 0.1 };
      const inputs = new Float32Array(
        [0, -0, 1e-30, 88, -88, 1e4, -1e4, 3e38, -3e38, Infinity, -Infinity],
      );
      const expected = new Float32Array(inputs.length);
      const outputs = new Float32Array(inputs.length);
      reference.activate(inputs, expected, settings);
      engine.activate(inputs, outputs, settings);
      for (let i = 0; i < inputs.length; i++) {
        const scale = Math.abs(expected[i]!) * 5e-7;
        assertClose([outputs[i]!], [expected[i]!], { absolute: scale + 1e-37 });
      }
      const ones = new Float32Array(inputs.length).fill(1);
      const saved = savesInputs(activation) ? inputs : expected.slice();
      reference.activationGradient(saved, ones, expected, settings);
      engine.activationGradient(saved, ones, outputs, settings);
      assertClose(outputs, expected, { absolute: 2e-6 });
    });

    Deno.test(`${name}: ${activation} keeps NaN visible`, () => {
      const settings = { activation, negativeSlope: 0.1 };
      const inputs = new Float32Array([1, NaN, 1, 1, NaN]);
      const outputs = new Float32Array(5);
      engine.activate(inputs, outputs, settings);
      assertEquals([...outputs].map(Number.isNaN), [
        false,
        true,
        false,
        false,
        true,
      ]);
      if (activation === "linear") return; // its derivative is 1 everywhere
      engine.activationGradient(inputs, new Float32Array(5), outputs, settings);
      assert(Number.isNaN(outputs[1]) && Number.isNaN(outputs[4]));
    });
  }

  Deno.test(`${name}: addBias and sumRows agree with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      places,
      seeds,
      (rows, columns, place, seed) => {
        const size = { rows, columns };
        const inputs = values(rows * columns, seed);
        const bias = values(columns, seed + 1);
        const expected = new Float32Array(rows * columns);
        reference.addBias(inputs, bias, expected, size);
        const outputs = placed(engine, place, inputs);
        engine.addBias(outputs, placed(engine, place, bias), outputs, size);
        assertClose(outputs, expected, { absolute: 1e-6 });

        const expectedSums = new Float32Array(columns);
        reference.sumRows(inputs, expectedSums, size);
        const sums = placed(engine, place, bias); // stale
        engine.sumRows(placed(engine, place, inputs), sums, size);
        assertClose(sums, expectedSums, { absolute: 1e-6 * rows });
      },
    ));
  });

  Deno.test(`${name}: softmax and its gradient agree with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      fc.constantFrom(1, 30, 1e4),
      places,
      seeds,
      (rows, columns, high, place, seed) => {
        const size = { rows, columns };
        const logits = values(rows * columns, seed, high);
        const expected = new Float32Array(rows * columns);
        reference.softmax(logits, expected, size);
        const outputs = placed(engine, place, values(rows * columns, 3));
        engine.softmax(placed(engine, place, logits), outputs, size);
        assertClose(outputs, expected, { absolute: 1e-6 });

        const gradient = values(rows * columns, seed + 1);
        const expectedGradient = new Float32Array(rows * columns);
        reference.softmaxGradient(expected, gradient, expectedGradient, size);
        const incoming = placed(engine, place, gradient);
        engine.softmaxGradient(expected, incoming, incoming, size); // in place
        assertClose(incoming, expectedGradient, { absolute: 2e-6 });
      },
    ));
  });

  Deno.test(`${name}: softmaxCrossentropy agrees with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      fc.constantFrom(1, 30, 1e4),
      places,
      seeds,
      (rows, columns, high, place, seed) => {
        const size = { rows, columns };
        const logits = values(rows * columns, seed, high);
        // soft labels, some rows and elements zero
        const targets = values(rows * columns, seed + 1)
          .map((y, i) => i % columns === 0 || y < 0 ? 0 : y);
        const expected = new Float32Array(rows * columns);
        const loss = reference.softmaxCrossentropy(
          logits,
          targets,
          expected,
          size,
        );
        const gradient = placed(engine, place, values(rows * columns, 3));
        const from = placed(engine, place, logits);
        const received = engine.softmaxCrossentropy(
          from,
          placed(engine, place, targets),
          gradient,
          size,
        );
        assertClose([received], [loss], {
          absolute: 1e-6 * rows * columns * Math.max(1, high / 10),
        });
        assertClose(gradient, expected, {
          absolute: 1e-6 * columns / rows,
        });
        assertUnchanged(from, logits);
      },
    ));
  });

  Deno.test(`${name}: softmaxCrossentropy ignores -∞ where the target is 0`, () => {
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

  Deno.test(`${name}: sparseSoftmaxCrossentropy agrees with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      fc.constantFrom(1, 30, 1e4),
      places,
      seeds,
      (rows, columns, high, place, seed) => {
        const size = { rows, columns };
        const logits = values(rows * columns, seed, high);
        const labels = Float32Array.from(
          { length: rows },
          (_, i) => (i * 7 + seed) % columns,
        );
        const expected = new Float32Array(rows * columns);
        const loss = reference.sparseSoftmaxCrossentropy(
          logits,
          labels,
          expected,
          size,
        );
        const gradient = placed(engine, place, values(rows * columns, 3));
        const received = engine.sparseSoftmaxCrossentropy(
          placed(engine, place, logits),
          placed(engine, place, labels),
          gradient,
          size,
        );
        assertClose([received], [loss], { relative: 1e-6, absolute: 1e-5 });
        assertClose(gradient, expected, { absolute: 1e-6 / rows });
      },
    ));
  });

  Deno.test(`${name}: sigmoidCrossentropy agrees with the reference`, () => {
    fc.assert(fc.property(
      sizes,
      sizes,
      fc.constantFrom(1, 30, 1e4),
      places,
      seeds,
      (rows, columns, high, place, seed) => {
        const size = { rows, columns };
        const logits = values(rows * columns, seed, high);
        const targets = values(rows * columns, seed + 1).map(Math.abs);
        const expected = new Float32Array(rows * columns);
        const loss = reference.sigmoidCrossentropy(
          logits,
          targets,
          expected,
          size,
        );
        const gradient = placed(engine, place, values(rows * columns, 3));
        const received = engine.sigmoidCrossentropy(
          placed(engine, place, logits),
          placed(engine, place, targets),
          gradient,
          size,
        );
        assertClose([received], [loss], { relative: 1e-6 });
        assertClose(gradient, expected, { absolute: 1e-6 / rows });
      },
    ));
  });

  Deno.test(`${name}: allFinite finds one bad element anywhere`, () => {
    fc.assert(fc.property(
      sizes,
      seeds,
      fc.constantFrom(NaN, Infinity, -Infinity),
      places,
      (length, seed, bad, place) => {
        const array = placed(engine, place, values(length, seed, 3e38));
        assert(engine.allFinite(array));
        array[seed % length] = bad;
        assertFalse(engine.allFinite(array));
      },
    ));
    assert(engine.allFinite(new Float32Array(0)));
  });

  Deno.test(`${name}: descend agrees with the reference`, () => {
    fc.assert(fc.property(sizes, places, seeds, (length, place, seed) => {
      const before = values(length, seed);
      const gradient = values(length, seed + 1);
      const expected = before.slice();
      reference.descend(expected, gradient, 0.1);
      const value = placed(engine, place, before);
      engine.descend(value, placed(engine, place, gradient), 0.1);
      assertClose(value, expected, { absolute: 2e-7 });
    }));
  });

  Deno.test(`${name}: gatherPixels agrees with the reference`, () => {
    fc.assert(
      fc.property(sizes, sizes, places, (rows, length, place) => {
        const size = { rowLength: length, scale: 1 / 255 };
        const pixels = Uint8Array.from({ length: rows * length }, (_, i) => i);
        const indices = Uint32Array.from(
          { length: rows + 2 },
          (_, i) => (i * 5) % rows,
        );
        const expected = new Float32Array(indices.length * length);
        reference.gatherPixels(pixels, indices, expected, size);
        const outputs = placed(engine, place, values(expected.length, 3));
        engine.gatherPixels(pixels, indices, outputs, size);
        assertClose(outputs, expected, { absolute: 1e-7 });
      }),
    );
  });
}
