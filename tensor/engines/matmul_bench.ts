import { assertClose } from "../../tests/assert_close.ts";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { randomTensor } from "../creation.ts";
import { BlasEngine } from "./blas.ts";
import type { Engine } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

// all arrays in the engine's memory, as in training
const shapes = [
  { name: "MNIST, 10 classes", m: 64, k: 784, n: 10 },
  { name: "MNIST, 128 units", m: 64, k: 784, n: 128 },
  { name: "its kernel gradient", m: 784, k: 64, n: 128, transposeA: true },
  { name: "one prediction", m: 1, k: 784, n: 128 },
  { name: "square", m: 256, k: 256, n: 256 },
  { name: "square", m: 512, k: 512, n: 512 },
];
const plain = new WasmEngine({ relaxedSimd: false, threads: 1 });
const relaxed = new WasmEngine({ threads: 1 });
const threaded = new WasmEngine();
const engines: [Engine, string][] = [
  [reference, reference.description],
  [plain, `${plain.description}, one thread`],
  [relaxed, `${relaxed.description}, one thread`],
  [threaded, `${threaded.description}, threads: ${threaded.threads}`],
];
if (blasLibrary !== undefined) {
  const blas = new BlasEngine({ threads: 1 });
  engines.push([blas, `${blas.description}, one thread`]);
}

for (const { name, ...size } of shapes) {
  const { m, k, n } = size;
  const megaflop = (2 * m * k * n / 1e6).toFixed(1);
  const group =
    `matmul [${m}, ${k}] × [${k}, ${n}], ${name}, ${megaflop} MFLOP` +
    (noBlas && " (blas needs --allow-ffi and a library)");
  const a = randomTensor([m * k], { seed: 1 }).data;
  const b = randomTensor([k * n], { seed: 2 }).data;
  const expected = new Float32Array(m * n);
  reference.matmul(a, b, expected, size);

  for (const [engine, title] of engines) {
    if (engine === reference && m * k * n > 2 ** 24) continue; // takes too long
    const [inA, inB, outputs] = [a, b, expected].map((array) => {
      const memory = engine.allocate(array.length);
      memory.set(array);
      return memory;
    }) as [Float32Array, Float32Array, Float32Array];
    engine.matmul(inA, inB, outputs, size);
    assertClose(outputs, expected, { relative: 1e-5 });
    Deno.bench(title, { group, baseline: engine === reference }, () => {
      engine.matmul(inA, inB, outputs, size);
    });
  }
}
