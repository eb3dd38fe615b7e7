import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { assertClose } from "../../tests/assert_close.ts";
import {
  engines,
  GuardedArrays,
  matrices,
  places,
  ROUNDING,
  seeds,
  sizes,
  testKernel,
  values,
} from "./_fixtures_test.ts";
import { type Activation, savesInputs } from "./activation.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

const activations: Activation[] = [
  "linear",
  "relu",
  "leakyRelu",
  "sigmoid",
  "tanh",
  "gelu",
  "softplus",
];

for (const activation of activations) {
  const settings = { activation, negativeSlope: 0.1 };

  testKernel({
    name: activation,
    sizes,
    inputs: (length, seed) => [values(length, seed, 12)],
    outputs: (length) => length,
    run: (engine, [inputs], outputs) =>
      engine.activate(inputs!, outputs, settings),
    allowed: () => ({ element: 12 * 4e-7 }), // relative to the largest
    inPlace: 0,
  });

  testKernel({
    name: `${activation} after a bias`,
    sizes: matrices,
    inputs: ({ rows, columns }, seed) => [
      values(rows * columns, seed, 6),
      values(columns, seed + 1, 6),
    ],
    outputs: ({ rows, columns }) => rows * columns,
    run: (engine, [inputs, bias], outputs) =>
      engine.activate(inputs!, outputs, { ...settings, bias }),
    // of a bias alone there is one rounding on both sides
    allowed: () => ({ element: activation === "linear" ? 0 : 12 * 4e-7 }),
    inPlace: 0,
  });

  testKernel({
    name: `the gradient of ${activation}, and its sums`,
    sizes: matrices,
    inputs: ({ rows, columns }, seed) => {
      const length = rows * columns;
      const saved = values(length, seed, 12);
      if (!savesInputs(activation)) reference.activate(saved, saved, settings);
      return [saved, values(length, seed + 1)];
    },
    outputs: ({ rows, columns }) => (rows + 1) * columns,
    run: (engine, [saved, gradient], outputs) => {
      const { length } = saved!;
      engine.activationGradient(
        saved!,
        gradient!,
        outputs.subarray(0, length),
        settings,
        outputs.subarray(length),
      );
    },
    // an error for each row, and a rounding of a sum that stays below 4 √rows
    allowed: ({ rows }) => ({
      element: 2e-6 * rows + ROUNDING * 4 * rows ** 1.5,
    }),
  });

  testKernel({
    name: `the gradient of ${activation}`,
    sizes,
    inputs: (length, seed) => {
      const saved = values(length, seed, 12);
      if (!savesInputs(activation)) reference.activate(saved, saved, settings);
      return [saved, values(length, seed + 1)];
    },
    outputs: (length) => length,
    run: (engine, [saved, gradient], outputs) =>
      engine.activationGradient(saved!, gradient!, outputs, settings),
    allowed: () => ({ element: 2e-6 }),
    inPlace: 1,
  });

  for (const engine of engines) {
    const name = engine.description;

    Deno.test(`${name}: ${activation} is right at extreme inputs`, () => {
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
      const inputs = new Float32Array([1, NaN, 1, 1, 1, 1, 1, 1, NaN]);
      const outputs = new Float32Array(9);
      engine.activate(inputs, outputs, settings);
      assertEquals(
        [...outputs].map(Number.isNaN),
        [...inputs].map(Number.isNaN),
      );
      if (activation === "linear") return; // its derivative is 1 everywhere
      engine.activationGradient(inputs, new Float32Array(9), outputs, settings);
      assert(Number.isNaN(outputs[1]) && Number.isNaN(outputs[8]));
    });
  }
}

for (const engine of engines) {
  const name = engine.description;

  for (const activation of ["sigmoid", "softplus"] as const) {
    Deno.test(`${name}: ${activation} keeps its relative accuracy until it is 0 for want of normal numbers`, () => {
      const inputs = Float32Array.from(
        { length: 100_000 },
        (_, i) => -100 + i / 500,
      );
      const expected = new Float32Array(inputs.length);
      const outputs = new Float32Array(inputs.length);
      reference.activate(inputs, expected, { activation });
      engine.activate(inputs, outputs, { activation });
      for (let i = 0; i < inputs.length; i++) {
        const normal = inputs[i]! >= Math.fround(-87.33);
        const [low, high] = normal
          ? [expected[i]! * (1 - 3e-7), expected[i]! * (1 + 3e-7)]
          : [0, 0];
        assert(
          low <= outputs[i]! && outputs[i]! <= high,
          `${outputs[i]} is not ${expected[i]}, at ${inputs[i]}`,
        );
      }
    });
  }

  Deno.test(`${name}: allFinite finds one bad element anywhere, and none beside`, () => {
    fc.assert(fc.property(
      sizes,
      seeds,
      fc.constantFrom(NaN, Infinity, -Infinity),
      places,
      (length, seed, bad, places) => {
        const elements = values(length, seed, 3e38);
        const arrays = new GuardedArrays(engine, places);
        const [good, first] = [arrays.input(elements), values(5, seed)];
        assert(engine.allFinite([first, good]));
        elements[seed % length] = bad;
        const array = arrays.input(elements);
        const { bytesInUse } = engine;
        assertFalse(engine.allFinite([array]));
        assertFalse(engine.allFinite([array, first]));
        assertFalse(engine.allFinite([first, array]));
        assertEquals(engine.bytesInUse, bytesInUse);
        arrays.assertIntact();
      },
    ));
    assert(engine.allFinite([new Float32Array(0)]));
    assert(engine.allFinite([]));
  });
}

Deno.test("wasm: a bias, and sums of a gradient, are the same with any number of threads", () => {
  const [rows, columns] = [300, 299]; // of which threads take parts
  const [x, bias] = [values(rows * columns, 1), values(columns, 2)];
  const results = [1, 2, 3].map((threads) => {
    const engine = new WasmEngine({ threads });
    const [y, delta] = [new Float32Array(x.length), new Float32Array(x.length)];
    const sums = new Float32Array(columns);
    engine.activate(x, y, { activation: "relu", bias });
    engine.activationGradient(y, x, delta, { activation: "relu" }, sums);
    return [y, delta, sums];
  });
  assertEquals(results[1], results[0]);
  assertEquals(results[2], results[0]);
});

testKernel({
  name: "gatherPixels",
  sizes: fc.record({ rows: sizes, rowLength: sizes }),
  inputs: () => [],
  outputs: ({ rows, rowLength }) => (rows + 2) * rowLength,
  run: (engine, _inputs, outputs, { rows, rowLength }) => {
    const pixels = Uint8Array.from({ length: rows * rowLength }, (_, i) => i);
    const indices = Uint32Array.from(
      { length: rows + 2 },
      (_, i) => (i * 5) % rows,
    );
    const size = { rowLength, scale: 1 / 255 };
    engine.gatherPixels(pixels, indices, outputs, size);
  },
  allowed: () => ({ element: 2 * ROUNDING }), // of the scale and the product
});
