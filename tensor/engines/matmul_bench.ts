import { assertClose } from "../../tests/assert_close.ts";
import { blasLibrary, noBlas } from "../../tests/blas_engine.ts";
import { permits } from "../../tests/permissions.ts";
import { randomTensor } from "../creation.ts";
import { BlasEngine } from "./blas.ts";
import type { Engine, MatmulSize } from "./engine.ts";
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
  for (const [engine, title] of engines) {
    if (engine === reference && m * k * n > 2 ** 24) continue; // takes too long
    const compute = checkedProduct(engine, size);
    Deno.bench(title, { group, baseline: engine === reference }, compute);
  }
}

// How near every shape comes to what the tile reaches whose operands are in L1,
// and to what memory lets pass, where each array is read or written once.
const rates: MatmulSize[] = [
  ...[64, 128, 256, 512, 1024].flatMap((n) => forms({ m: n, k: n, n })),
  ...[[784, 10], [784, 128], [128, 10]].flatMap(([k, n]) =>
    layer({ m: 64, k: k!, n: n! })
  ),
  ...[[784, 512], [512, 512], [512, 10]].flatMap(([k, n]) =>
    layer({ m: 128, k: k!, n: n! })
  ),
  ...[1, 2, 4, 6, 8, 63, 65].map((m) => ({ m, k: 784, n: 128 })),
  ...[1, 2, 4, 8, 9, 10, 12, 17].map((n) => ({ m: 64, k: 784, n })),
  { m: 784, k: 64, n: 1, transposeA: true },
  { m: 1, k: 128, n: 784, transposeB: true },
  ...[1, 4, 16].map((k) => ({ m: 128, k, n: 128 })),
];
const mayCompile = await permits({ name: "read" }) &&
  await permits({ name: "env", variable: "CI" });
if (mayCompile) await printRates();
else console.log("Rates by shape are skipped: they need `deno task bench`");

/** A product in all three transpositions. */
function forms(size: MatmulSize): MatmulSize[] {
  return [size, { ...size, transposeA: true }, { ...size, transposeB: true }];
}

/** Forward product, kernel gradient and input gradient of a dense layer. */
function layer({ m, k, n }: MatmulSize): MatmulSize[] {
  return [
    { m, k, n },
    { m: k, k: m, n, transposeA: true },
    { m, k: n, n: k, transposeB: true },
  ];
}

/** What computes a product in an engine's memory, as in training. */
function checkedProduct(engine: Engine, size: MatmulSize): () => void {
  const { m, k, n } = size;
  const a = randomTensor([m * k], { seed: 1 }).data;
  const b = randomTensor([k * n], { seed: 2 }).data;
  const [inA, inB, outputs] = [a, b, new Float32Array(m * n)].map((array) => {
    const memory = engine.allocate(array.length);
    memory.set(array);
    return memory;
  }) as [Float32Array, Float32Array, Float32Array];
  engine.matmul(inA, inB, outputs, size);
  if (engine !== reference) {
    const expected = new Float32Array(m * n);
    reference.matmul(a, b, expected, size);
    assertClose(outputs, expected, { relative: 1e-5 });
  }
  return () => engine.matmul(inA, inB, outputs, size);
}

async function printRates(): Promise<void> {
  // the compiler asks for permissions when it is loaded
  const limits = await import("../../benchmarks/profile/limits.ts");
  const measured = [relaxed, plain].map((engine) => {
    const isRelaxed = engine === relaxed;
    return { engine, limits: limits.measureLimits(isRelaxed) };
  });
  for (const { engine, limits: measuring } of measured) {
    const { tile, bandwidth } = await measuring;
    const whole = tile(Infinity);
    console.log(
      `${engine.description}, one thread: a tile reaches ` +
        `${(whole / 1e9).toFixed(1)} GFLOP/s\n\n` +
        "| product | µs | GFLOP/s | of the tile | of one of k steps | " +
        "of memory |\n| --- | ---: | ---: | ---: | ---: | ---: |",
    );
    for (const size of rates) {
      const { m, k, n, transposeA, transposeB } = size;
      const seconds = medianTime(checkedProduct(engine, size), m * k * n);
      const flops = 2 * m * k * n / seconds;
      const bytes = 4 * (m * k + k * n + m * n);
      const share = bytes / seconds / bandwidth(bytes);
      console.log(
        `| [${m}, ${k}]${transposeA ? "ᵀ" : ""} × [${k}, ${n}]` +
          `${transposeB ? "ᵀ" : ""} | ${(seconds * 1e6).toFixed(1)} | ` +
          `${(flops / 1e9).toFixed(1)} | ${percent(flops / whole)} | ` +
          `${percent(flops / tile(k))} | ${percent(share)} |`,
      );
    }
    console.log();
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** Seconds of a call, in the median of some trials of 2 ms or one call. */
function medianTime(run: () => void, terms: number): number {
  const calls = Math.ceil(4e7 / terms);
  const trials = Array.from({ length: 9 }, () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) run();
    return (performance.now() - start) / 1000 / calls;
  });
  return trials.sort((a, b) => a - b)[4]!;
}
