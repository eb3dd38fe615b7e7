import { assert, assertEquals, assertNotStrictEquals } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import { Random } from "../random.ts";
import {
  engines,
  GuardedArrays,
  INSIDE,
  places,
  seeds,
  sizes,
  values,
} from "./_fixtures_test.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

function pixelsOf(length: number, seed: number, density: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from(
    { length },
    () => random.uniform() < density ? 1 + random.integer(255) : 0,
  );
}

const never = (): never => {
  throw new Error("Nobody asked for all elements");
};

for (const engine of engines) {
  const name = engine.description;

  Deno.test(`${name}: products of listed pixels agree with the reference and touch nothing else`, () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 60 }),
      fc.oneof(fc.constant(10), sizes),
      fc.constantFrom(0, 0.02, 0.19, 0.25),
      fc.boolean(),
      places,
      seeds,
      (m, pairs, n, density, constant, places, seed) => {
        const k = 2 * pairs;
        const rows = m + 5;
        const pixels = pixelsOf(rows * k, seed, density);
        const indices = Uint32Array.from({ length: m }, (_, i) => i * 7 % rows);
        const options = { rowLength: k, scale: 1 / 51 };
        const source = engine.listPixels(pixels, { ...options, constant })!;
        const dense = new Float32Array(m * k);
        reference.gatherPixels(pixels, indices, dense, options);
        // a library may take products of all elements
        const all = engine.name === "blas" ? () => dense : never;
        for (let pass = 0; pass < 2; pass++) { // lists that are new, and known
          const lists = new GuardedArrays(engine, INSIDE);
          const length = source.batchLength(m);
          const memory = lists.output(new Float32Array(length).fill(NaN));
          const matrix = source.batch(indices, memory, all);
          if (matrix === undefined) return; // by chance too dense
          for (const transposeA of [false, true]) {
            const size = transposeA
              ? { m: k, k: m, n, transposeA }
              : { m, k, n, transposeA };
            const b = values(size.k * n, seed + 1);
            const own = values(n, seed + 2);
            const activation = (["linear", "relu", "tanh"] as const)[seed % 3]!;
            const expected = new Float32Array(size.m * n);
            const bias = seed % 2 === 0 ? own : undefined;
            reference.matmul(dense, b, expected, size, { activation, bias });
            const arrays = new GuardedArrays(engine, places);
            const outputs = arrays.output(values(size.m * n, 9)); // stale
            const factor = arrays.input(b);
            engine.matmul(matrix, factor, outputs, size, {
              activation,
              bias: bias && arrays.input(bias),
            });
            // pixels up to 5 times what other operands are
            const absolute = 5 * (2e-7 * size.k + 1e-6);
            assertClose(outputs, expected, { absolute });
            arrays.assertIntact();
          }
          lists.assertIntact();
        }
      },
    ));
  });

  Deno.test(`${name}: listPixels gives the same products from constant and from changing pixels`, () => {
    const pixels = pixelsOf(300 * 784, 1, 0.19);
    const indices = new Random(2).permutation(300).subarray(0, 270);
    const b = values(784 * 40, 3);
    const products = [true, false].map((constant) => {
      const options = { rowLength: 784, scale: 1 / 255, constant };
      const source = engine.listPixels(pixels, options)!;
      const memory = engine.allocate(source.batchLength(270));
      const outputs = new Float32Array(270 * 40);
      const matrix = source.batch(indices, memory, never)!;
      engine.matmul(matrix, b, outputs, { m: 270, k: 784, n: 40 });
      return outputs;
    });
    assertEquals(products[0], products[1]);
  });

  Deno.test(`${name}: listPixels reads changing pixels anew, and constant ones once`, () => {
    const product = (constant: boolean): number[] => {
      const pixels = new Uint8Array([0, 1, 0, 0, 0, 0, 0, 0]);
      const options = { rowLength: 8, scale: 1, constant };
      const source = engine.listPixels(pixels, options)!;
      return [0, 1].map(() => {
        const memory = engine.allocate(source.batchLength(1));
        const matrix = source.batch(new Uint32Array(1), memory, never)!;
        const outputs = new Float32Array(1);
        const ones = new Float32Array(8).fill(1);
        engine.matmul(matrix, ones, outputs, { m: 1, k: 8, n: 1 });
        pixels[1] = 2;
        return outputs[0]!;
      });
    };
    assertEquals(product(false), [1, 2]);
    assertEquals(product(true), [1, 1]);
  });

  Deno.test(`${name}: listPixels tells the share of pairs, and gathers all elements once`, () => {
    const pixels = new Uint8Array([0, 1, 0, 0, 0, 0, 2, 3]);
    const options = { rowLength: 8, scale: 1 };
    const source = engine.listPixels(pixels, options)!;
    const memory = engine.allocate(source.batchLength(1));
    let gathers = 0;
    const matrix = source.batch(new Uint32Array(1), memory, () => {
      gathers++;
      return Float32Array.from(pixels);
    })!;
    assertEquals(matrix.density, 2 / 4);
    assertEquals(gathers, 0);
    for (let i = 0; i < 2; i++) {
      assertEquals(matrix.dense, Float32Array.from(pixels));
    }
    assertEquals(gathers, 1);
  });

  Deno.test(`${name}: listPixels gives no lists of dense pixels, and all elements when asked`, () => {
    for (const constant of [true, false]) {
      const options = { rowLength: 784, scale: 1, constant };
      const pixels = pixelsOf(600 * 784, 1, 0.9);
      const source = engine.listPixels(pixels, options)!;
      const memory = engine.allocate(source.batchLength(64));
      for (let i = 0; i < 600; i += 60) {
        const indices = Uint32Array.from({ length: 60 }, (_, j) => i + j);
        assert(source.batch(indices, memory, never) === undefined);
      }
    }
    const options = { rowLength: 2, scale: 1 };
    const source = engine.listPixels(new Uint8Array(4), options)!;
    const all = new Float32Array(4);
    const memory = engine.allocate(source.batchLength(2));
    const batch = source.batch(new Uint32Array([0, 1]), memory, () => all)!;
    assert(batch.dense === all);
  });

  Deno.test(`${name}: a product of pixels listed by another engine takes all elements`, () => {
    const pixels = new Uint8Array([0, 3, 0, 0]);
    const indices = new Uint32Array(1);
    for (const other of engines) {
      const source = other.listPixels(pixels, { rowLength: 4, scale: 1 })!;
      const memory = other.allocate(source.batchLength(1));
      const dense = new Float32Array([0, 3, 0, 0]);
      const matrix = source.batch(indices, memory, () => dense)!;
      const outputs = new Float32Array(1);
      const size = { m: 1, k: 4, n: 1 };
      for (const computing of [engine, reference]) {
        const b = new Float32Array([5, 7, 9, 11]);
        computing.matmul(matrix, b, outputs, size);
        assertEquals(outputs, new Float32Array([21]));
      }
    }
  });

  Deno.test(`${name}: listPixels scales every pixel with one rounding`, () => {
    const scale = Math.fround(1 / 255);
    const values = Uint8Array.from({ length: 256 }, (_, i) => i);
    const pixels = new Uint8Array(2 * 2 * 256); // half of the pairs are zero
    values.forEach((value, i) => pixels.set([value, 255 - value], 4 * i));
    const source = engine.listPixels(pixels, { rowLength: 4, scale })!;
    const memory = engine.allocate(source.batchLength(256));
    const indices = Uint32Array.from(values);
    for (const n of [2, 10]) {
      const matrix = source.batch(indices, memory, never)!;
      const b = new Float32Array(4 * n);
      b[0] = b[n + 1] = 1; // the first two columns of the identity
      const outputs = new Float32Array(256 * n);
      engine.matmul(matrix, b, outputs, { m: 256, k: 4, n });
      for (const i of values) {
        const row = outputs.subarray(i * n, i * n + 2);
        assertEquals(row, new Float32Array([i * scale, (255 - i) * scale]));
      }
    }
  });

  Deno.test(`${name}: listPixels refuses rows of an odd or a huge length, a tiny scale, and foreign memory`, () => {
    const list = (rowLength: number, scale = 1) =>
      engine.listPixels(new Uint8Array(2 * rowLength), { rowLength, scale });
    // not by assertEquals(), which would print all memory of the engine
    assert(list(3) === undefined);
    assert(list(2 ** 17) === undefined);
    assert(list(2, 2 ** -119) === undefined); // would lose bits
    const source = list(2 ** 17 - 2)!;
    const memory = new Float32Array(source.batchLength(1));
    const batch = source.batch(new Uint32Array(1), memory, never);
    assert(batch === undefined);
  });

  Deno.test(`${name}: listPixels takes more memory only for batches that it has not seen`, () => {
    const pixels = pixelsOf(100 * 64, 1, 0.2);
    const options = { rowLength: 64, scale: 1, constant: true };
    const source = engine.listPixels(pixels, options)!;
    const memory = engine.allocate(source.batchLength(50));
    const list = (start: number) =>
      source.batch(
        Uint32Array.from({ length: 50 }, (_, i) => start + i),
        memory,
        never,
      );
    const first = list(0);
    const { bytesInUse } = engine;
    assertNotStrictEquals(list(50), first);
    assertEquals(engine.bytesInUse, bytesInUse);
  });
}

Deno.test("WasmEngine: lists of constant pixels stay within their memory, dense as they are", () => {
  const engine = new WasmEngine();
  const options = { rowLength: 8, scale: 1, constant: true };
  const source = engine.listPixels(pixelsOf(1200 * 8, 1, 1), options)!;
  const behind = engine.allocate(5000).fill(7);
  const memory = engine.allocate(source.batchLength(60));
  for (let start = 0; start < 1200; start += 60) {
    const indices = Uint32Array.from({ length: 60 }, (_, i) => start + i);
    assert(source.batch(indices, memory, never) === undefined);
  }
  assert(behind.every((value) => value === 7));
});

Deno.test("WasmEngine: the most threads share a wide product of pixels", () => {
  const [rows, pairs, columns] = [11, 64, 3100];
  const pixels = pixelsOf(rows * 2 * pairs, 1, 0.19);
  const indices = Uint32Array.from({ length: rows }, (_, i) => i);
  const b = values(2 * pairs * columns, 2);
  const products = [1, 32].map((threads) => {
    const engine = new WasmEngine({ threads });
    const options = { rowLength: 2 * pairs, scale: 1 };
    const source = engine.listPixels(pixels, options)!;
    const memory = engine.allocate(source.batchLength(rows));
    const matrix = source.batch(indices, memory, never)!;
    const outputs = new Float32Array(rows * columns);
    const size = { m: rows, k: 2 * pairs, n: columns };
    const bias = values(columns, 3);
    engine.matmul(matrix, b, outputs, size, { activation: "relu", bias });
    return outputs;
  });
  assertEquals(products[1], products[0]);
});
