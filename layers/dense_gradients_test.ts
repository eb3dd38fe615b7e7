import {
  loadEngine,
  Random,
  ReusedWorkspace,
  SparseTensor,
  type Tensor,
} from "@cutedl/tensor";
import { BlasEngine, type Engine, WasmEngine } from "@cutedl/tensor/engine";
import { assert } from "@std/assert";
import { blasEngines, blasLibrary } from "../tests/blas_engine.ts";
import { othersJoin } from "../tests/runtimes/threads.ts";
import { skipsZeros } from "../tests/skips_zeros.ts";
import { checkGradients } from "./_check_gradients_test.ts";
import { Dense } from "./mod.ts";

// Every way that products are computed: of all elements, of those that are not
// zero, of listed pixels; of one row and of ragged tiles; by SIMD with and without
// fused multiply-add, by threads that share them, and by a library.

const reference = loadEngine("reference");
const engines: readonly Engine[] = [
  reference,
  ...[true, false].flatMap((relaxedSimd) =>
    [1, 3].map((threads) => new WasmEngine({ relaxedSimd, threads }))
  ),
  ...blasEngines,
  ...blasLibrary === undefined
    ? []
    : [1, 2].map((threads) => new BlasEngine({ threads })),
];

interface Size {
  rows: number;
  inputs: number;
  units: number;
  /** Whether it is enough for threads to share: 2²⁰ multiplications, or 2²¹ of pairs. */
  isLarge?: boolean;
}

const ofNumbers: readonly Size[] = [
  { rows: 1, inputs: 35, units: 33 },
  { rows: 1, inputs: 6, units: 1 },
  { rows: 34, inputs: 35, units: 33 },
  { rows: 130, inputs: 131, units: 67, isLarge: true }, // shared by rows
  { rows: 66, inputs: 131, units: 130, isLarge: true }, // by columns
];

const ofPixels: readonly Size[] = [
  { rows: 1, inputs: 18, units: 10 },
  { rows: 1, inputs: 18, units: 33 },
  { rows: 6, inputs: 18, units: 10 },
  { rows: 6, inputs: 18, units: 7 },
  { rows: 9, inputs: 40, units: 65 },
  { rows: 64, inputs: 784, units: 90, isLarge: true },
];

/** Numbers from -1 to 1, or zeros. */
function numbers({ rows, inputs }: Size, density: number, engine: Engine) {
  const tensor = new ReusedWorkspace(engine)
    .tensor({}, "inputs", [rows, inputs]);
  const random = new Random(7);
  for (let i = 0; i < tensor.size; i++) {
    const isZero = random.uniform() >= density;
    tensor.data[i] = isZero ? 0 : random.uniform(-1, 1);
  }
  return tensor;
}

/** Lists of pixels, some of which are not zero. */
function pixels({ rows, inputs }: Size, density: number, engine: Engine) {
  const random = new Random(8);
  const count = rows + 3;
  const bytes = Uint8Array.from(
    { length: count * inputs },
    () => random.uniform() < density ? random.integer(256) : 0,
  );
  const indices = Uint32Array.from({ length: rows }, (_, i) => 3 * i % count);
  const options = { rowLength: inputs, scale: 1 / 255, constant: true };
  const source = engine.listPixels(bytes, options)!;
  const memory = engine.allocate(source.batchLength(rows));
  const gather = (): Float32Array => {
    assert(engine.name === "blas", "Somebody asked for all elements");
    const all = new Float32Array(rows * inputs);
    reference.gatherPixels(bytes, indices, all, options);
    return all;
  };
  const tensor = new SparseTensor(
    new ReusedWorkspace(engine).tensor({}, "inputs", [rows, inputs]),
  );
  tensor.renew(source.batch(indices, memory, gather)!);
  return tensor;
}

for (const engine of engines) {
  const isReference = engine === reference;
  const threads = engine instanceof WasmEngine ? engine.threads : 1;
  const isShared = engine.name === "wasm" && threads > 1;
  const title = `${engine.description}, threads: ${threads}`;

  const applies = ({ isLarge = false }: Size): boolean =>
    isShared ? isLarge : !isReference || !isLarge; // it is slow

  /** Checks the gradients, with threads until another one has joined in. */
  const check = async (inputs: Tensor, units: number): Promise<void> => {
    const layer = new Dense(units, { activation: "gelu" });
    layer.build(inputs.shape.slice(1), { engine });
    const options = { workspace: new ReusedWorkspace(engine), elements: 100 };
    const work = () => checkGradients(layer, inputs, options);
    if (!isShared) return work();
    assert(await othersJoin(work, 30_000), "No other thread is at work");
  };

  for (const size of ofNumbers.filter(applies)) {
    const { rows, inputs: k, units } = size;
    Deno.test(`Dense [${rows}, ${k}] → ${units} has right gradients at any density (${title})`, async () => {
      for (const density of [0, 0.2, 1]) {
        const inputs = numbers(size, density, engine);
        await check(inputs, units);
        if (engine.name !== "wasm" || rows < 8 || density === 1) continue;
        const forward = { m: rows, k, n: units };
        assert(skipsZeros(engine, inputs.data, forward));
        const backward = { m: k, k: rows, n: units, transposeA: true };
        assert(skipsZeros(engine, inputs.data, backward));
      }
    });
  }

  if (isReference) continue; // which lists no pixels
  for (const size of ofPixels.filter(applies)) {
    const { rows, inputs: k, units } = size;
    Deno.test(`Dense [${rows}, ${k}] → ${units} has right gradients of listed pixels at any density (${title})`, async () => {
      for (const density of [0, 0.2, 0.29]) { // of more there are no lists
        await check(pixels(size, density, engine), units);
      }
    });
  }
}
