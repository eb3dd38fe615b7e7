import { assertClose } from "../../tests/assert_close.ts";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { randomTensor } from "../creation.ts";
import { BlasEngine } from "./blas.ts";
import type { Engine, MatmulSize } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

// forward product and kernel gradient of one batch, as a dense layer does them,
// by density
const shapes = [{ m: 64, k: 784 }, { m: 128, k: 512 }];
const densities = [0.05, 0.19, 0.35, 0.6, 1];
const relaxed = new WasmEngine({ threads: 1 });
const plain = new WasmEngine({ threads: 1, relaxedSimd: false });
const engines: Engine[] = [relaxed, plain];
if (blasLibrary !== undefined) engines.push(new BlasEngine({ threads: 1 }));

for (const { m, k } of shapes) {
  for (const n of [128, 32]) {
    for (const density of densities) {
      const group = `[${m}, ${k}] × [${k}, ${n}] and its kernel gradient, ` +
        `${density * 100} % nonzero` +
        (noBlas && " (blas needs --allow-ffi and a library)");
      const expected = layerProducts(reference, { m, k, n }, density)(false);
      for (const engine of engines) {
        const compute = layerProducts(engine, { m, k, n }, density);
        for (const skipsZeros of [false, true]) {
          compute(skipsZeros).forEach((product, i) =>
            assertClose(product, expected[i]!, { relative: 1e-5 })
          );
          const title = engine.description +
            (skipsZeros ? ", as measured density chooses" : ", all elements");
          Deno.bench(title, { group }, () => {
            compute(skipsZeros);
          });
        }
        if (engine.name === "blas") continue; // which has the lists of wasm
        const pixels = pixelProducts(engine, { m, k, n }, density);
        Deno.bench(`${engine.description}, pixels`, { group }, pixels);
      }
    }
  }
}

/** Gives what computes both products of a layer, from arrays of the engine. */
function layerProducts(
  engine: Engine,
  { m, k, n }: MatmulSize,
  density: number,
): (skipsZeros: boolean) => Float32Array[] {
  const chance = randomTensor([m * k], { seed: 1, low: 0 }).data;
  const [inputs, kernel, gradient] = [
    chance.map((c) => c < density ? c + 1 : 0),
    randomTensor([k * n], { seed: 2 }).data,
    randomTensor([m * n], { seed: 3 }).data,
  ].map((array) => {
    const memory = engine.allocate(array.length);
    memory.set(array);
    return memory;
  });
  const outputs = engine.allocate(m * n);
  const kernelGradient = engine.allocate(k * n);
  return (skipsZeros) => {
    const size = { m, k, n, skipsZeros };
    engine.matmul(inputs!, kernel!, outputs, size);
    const turned = { ...size, m: k, k: m, transposeA: true };
    engine.matmul(inputs!, gradient!, kernelGradient, turned);
    return [outputs, kernelGradient];
  };
}

/** The same from pixels, whose lists are kept, as in training. */
function pixelProducts(
  engine: Engine,
  { m, k, n }: MatmulSize,
  density: number,
): () => void {
  const chance = randomTensor([m * k], { seed: 1, low: 0 }).data;
  const pixels = Uint8Array.from(chance, (c) => c < density ? 255 : 0);
  const scale = 1 / 255;
  const rows = engine.listPixels(pixels, {
    rowLength: k,
    scale,
    constant: true,
  })!;
  const memory = engine.allocate(rows.batchLength(m));
  const indices = Uint32Array.from({ length: m }, (_, i) => i);
  const dense = engine.allocate(m * k);
  dense.set(pixels.map((pixel) => pixel === 0 ? 0 : 1));
  const [kernel, gradient] = [[k, n], [m, n]].map(([rows, columns], i) => {
    const array = engine.allocate(rows! * columns!);
    array.set(randomTensor([rows! * columns!], { seed: 2 + i }).data);
    return array;
  });
  const outputs = engine.allocate(m * n);
  const kernelGradient = engine.allocate(k * n);
  const size = { m, k, n, skipsZeros: true };
  const turned = { ...size, m: k, k: m, transposeA: true };
  const compute = (engine: Engine, sparse = true): void => {
    const batch = sparse ? rows.batch(indices, memory, () => dense) : undefined;
    engine.matmul(batch ?? dense, kernel!, outputs, size);
    engine.matmul(batch ?? dense, gradient!, kernelGradient, turned);
  };
  compute(reference, false);
  const expected = [outputs.slice(), kernelGradient.slice()];
  compute(engine);
  assertClose(outputs, expected[0]!, { relative: 1e-5 });
  assertClose(kernelGradient, expected[1]!, { relative: 1e-5 });
  return () => compute(engine);
}
