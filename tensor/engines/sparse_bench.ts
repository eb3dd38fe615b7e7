import { assertClose } from "../../tests/assert_close.ts";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { randomTensor } from "../creation.ts";
import { BlasEngine } from "./blas.ts";
import type { Engine, SparseMatrix } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

// forward product and kernel gradient of one batch, as a dense layer does them,
// by density; with lists, their making included
const [m, k] = [64, 784];
const densities = [0.05, 0.19, 0.35, 1];
const engine = new WasmEngine({ threads: 1 });
const blas = blasLibrary && new BlasEngine({ threads: 1 });

for (const n of [128, 32]) {
  for (const density of densities) {
    const group = `[${m}, ${k}] × [${k}, ${n}] and its kernel gradient, ` +
      `${density * 100} % nonzero` +
      (noBlas && " (blas needs --allow-ffi and a library)");
    const chance = randomTensor([m * k], { seed: 1, low: 0 }).data;
    const inputs = allocated(
      engine,
      chance.map((c) => c < density ? c + 1 : 0),
    );
    const kernel = allocated(engine, randomTensor([k * n], { seed: 2 }).data);
    const gradient = allocated(engine, randomTensor([m * n], { seed: 3 }).data);
    const outputs = engine.allocate(m * n);
    const kernelGradient = engine.allocate(k * n);
    const matrix = { rows: m, columns: k };
    const lists = engine.allocate(engine.listsLength(matrix));

    const products = (
      computing: Engine,
      operand: Float32Array | SparseMatrix,
    ) => {
      computing.matmul(operand, kernel, outputs, { m, k, n });
      const size = { m: k, k: m, n, transposeA: true };
      computing.matmul(operand, gradient, kernelGradient, size);
    };
    const sparse = () => engine.compress(inputs, lists, matrix)!;
    const chosen = () =>
      engine.isSparse(inputs, { m, k, n }) ? sparse() : inputs;

    products(reference, inputs);
    const expected = [outputs.slice(), kernelGradient.slice()];
    for (const operand of [inputs, chosen()]) {
      products(engine, operand);
      assertClose(outputs, expected[0]!, { relative: 1e-5 });
      assertClose(kernelGradient, expected[1]!, { relative: 1e-5 });
    }
    Deno.bench("dense", { group, baseline: true }, () => {
      products(engine, inputs);
    });
    if (density <= 0.35) {
      Deno.bench("by lists", { group }, () => products(engine, sparse()));
    }
    Deno.bench("as measured density chooses", { group }, () => {
      products(engine, chosen());
    });
    if (blas === undefined) continue;
    Deno.bench(`dense, ${blas.description}, one thread`, { group }, () => {
      products(blas, inputs);
    });
  }
}

function allocated(from: Engine, array: Float32Array): Float32Array {
  const memory = from.allocate(array.length);
  memory.set(array);
  return memory;
}
