import { assertEquals, assertThrows } from "@std/assert";
import { assertClose } from "../../tests/assert_close.ts";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { randomTensor } from "../creation.ts";
import { BlasEngine } from "./blas.ts";
import { loadEngine } from "./load.ts";
import { reference } from "./reference.ts";
import type { WasmEngine } from "./wasm.ts";

const ignore = blasLibrary === undefined;
// an engine keeps its library open for as long as the program runs
const sanitizeResources = false;

Deno.test("new BlasEngine() refuses threads and libraries that make no sense", () => {
  assertThrows(
    () => new BlasEngine({ threads: 0 }),
    RangeError,
    "Cannot create engine: expected threads to be a whole number from 1 to 32, " +
      "received 0",
  );
  assertThrows(
    () => new BlasEngine({ library: "" }),
    RangeError,
    "Cannot create engine: expected library to be a path or a name, received " +
      '"": leave it out to search the usual places',
  );
});

Deno.test({
  name: `loadEngine("blas") gives the engine of the usual places${noBlas}`,
  ignore,
  sanitizeResources,
  fn: () => {
    const engine = loadEngine("blas") as BlasEngine;
    assertEquals(loadEngine("blas"), engine);
    assertEquals(engine.name, "blas");
    assertEquals(engine.library, blasLibrary!.path);
    assertEquals(engine.threads, (loadEngine("wasm") as WasmEngine).threads);
    assertEquals(loadEngine("auto").name, "wasm");
  },
});

Deno.test({
  name: `BlasEngine.description names the library${noBlas}`,
  ignore,
  sanitizeResources,
  fn: () => {
    const { description } = new BlasEngine({ threads: 1 });
    const file = blasLibrary!.path.split(/[/\\]/).at(-1);
    assertEquals(description, `blas, ${file}`);
  },
});

Deno.test({
  name:
    `BlasEngine.matmul() takes every transposition, wherever arrays lie${noBlas}`,
  ignore,
  sanitizeResources,
  fn: () => {
    const engine = new BlasEngine();
    const [m, k, n] = [33, 130, 71];
    const a = randomTensor([m * k], { seed: 1 }).data;
    const b = randomTensor([k * n], { seed: 2 }).data;
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const size = { m, k, n, transposeA, transposeB };
        const expected = new Float32Array(m * n);
        reference.matmul(a, b, expected, size);
        for (const places of [0, 1, 2, 4, 7]) {
          const [inA, inB, outputs] = [a, b, expected].map((array, i) => {
            if ((places >> i & 1) === 0) return array.slice();
            const memory = engine.allocate(array.length);
            memory.set(array);
            return memory;
          });
          outputs!.fill(NaN);
          const { bytesInUse } = engine;
          engine.matmul(inA!, inB!, outputs!, size);
          assertEquals(engine.bytesInUse, bytesInUse);
          assertClose(outputs!, expected, { absolute: 1e-5 });
        }
      }
    }
  },
});

Deno.test({
  name: `BlasEngine leaves small products to wasm${noBlas}`,
  ignore,
  sanitizeResources,
  fn: () => {
    const [engine, wasm] = [new BlasEngine(), loadEngine("wasm")];
    for (const [m, k, n] of [[3, 500, 500], [31, 32, 33]] as const) {
      const a = randomTensor([m * k], { seed: 1 }).data;
      const b = randomTensor([k * n], { seed: 2 }).data;
      const [outputs, expected] = [m, m].map((m) => new Float32Array(m * n));
      engine.matmul(a, b, outputs!, { m, k, n });
      wasm.matmul(a, b, expected!, { m, k, n });
      assertEquals(outputs, expected);
    }
  },
});

const WIDE = "/usr/lib/x86_64-linux-gnu/libopenblas64.so.0";
const wide = attempt(() => new BlasEngine({ library: WIDE }));

Deno.test({
  name: "BlasEngine computes with a library of 64-bit integers" +
    (wide ? "" : ` (skipped: needs --allow-ffi and ${WIDE})`),
  ignore: wide === undefined,
  fn: () => {
    const [m, k, n] = [61, 62, 63];
    const a = randomTensor([m * k], { seed: 1 }).data;
    const b = randomTensor([k * n], { seed: 2 }).data;
    const [outputs, expected] = [m, m].map((m) => new Float32Array(m * n));
    wide!.matmul(a, b, outputs!, { m, k, n });
    reference.matmul(a, b, expected!, { m, k, n });
    assertClose(outputs!, expected!, { absolute: 1e-5 });
  },
});

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
