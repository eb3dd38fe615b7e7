import { loadEngine } from "@cutedl/tensor/engine";
import { assert, assertEquals } from "@std/assert";
import { Recorder } from "./recorder.ts";

Deno.test("Recorder computes as the engine that it was given", () => {
  const wasm = loadEngine("wasm");
  const { engine } = new Recorder(wasm);
  assertEquals(
    [engine.name, engine.description],
    [wasm.name, wasm.description],
  );
  const [a, b] = [new Float32Array([1, 2]), new Float32Array([3, 4])];
  const product = engine.allocate(1);
  assertEquals(engine.bytesInUse, wasm.bytesInUse);
  engine.matmul(a, b, product, { m: 1, k: 2, n: 1 });
  assertEquals(product[0], 11);
});

Deno.test("Recorder notes costs and times, each when it is told to", () => {
  const recorder = new Recorder(loadEngine("wasm"));
  const { engine } = recorder;
  const bias = new Float32Array(3);
  const sums = new Float32Array(6);
  const step = () => {
    const size = { m: 2, k: 4, n: 3, transposeB: true };
    const epilogue = { activation: "relu", bias } as const;
    const [a, b] = [new Float32Array(8), new Float32Array(12)];
    engine.matmul(a, b, sums, size, epilogue);
    engine.activationGradient(sums, sums, sums, epilogue, bias);
    engine.allFinite([sums, bias]);
    engine.descend(bias, bias, { learningRate: 0.1 });
    engine.softmax(sums, sums, { rows: 2, columns: 3 });
  };
  step();
  assertEquals([recorder.costs.size, recorder.times.size], [0, 0]);

  recorder.mode = "costs";
  step();
  step();
  const product = "matmul [2, 4] × [4, 3], b transposed, bias, relu";
  assertEquals(Object.fromEntries(recorder.costs), {
    [product]: {
      calls: 2,
      bytes: 2 * 4 * (8 + 12 + 3 + 6),
      flops: 2 * (48 + 6),
    },
    activationGradient: {
      calls: 2,
      bytes: 2 * 4 * (3 * 6 + 3),
      flops: 2 * 2 * 6,
    },
    allFinite: { calls: 2, bytes: 2 * 4 * (6 + 3), flops: 0 },
    descend: { calls: 2, bytes: 2 * 4 * 9, flops: 2 * 6 },
    softmax: { calls: 2, bytes: 2 * 4 * (6 + 6), flops: 0 },
  });
  assertEquals(recorder.times.size, 0);

  recorder.mode = "times";
  step();
  const first = recorder.times.get(product)!;
  assert(first > 0);
  step();
  assert(recorder.times.get(product)! > first);
  assertEquals(
    [...recorder.times.keys()],
    [product, "activationGradient", "allFinite", "descend", "softmax"],
  );
  assertEquals(recorder.costs.get(product)!.calls, 2);
});

Deno.test("Recorder counts what a product by lists multiplies", () => {
  const recorder = new Recorder(loadEngine("wasm"));
  const { engine } = recorder;
  const [rows, columns, n] = [16, 100, 32];
  const inputs = engine.allocate(rows * columns);
  inputs.set([1, 2, 3, 4, 5], 700);
  const lists = new Float32Array(0); // of no engine that this one knows
  const sparse = { dense: inputs, lists, density: 0.01 };
  recorder.mode = "costs";
  const kernel = engine.allocate(columns * n);
  engine.matmul(sparse, kernel, engine.allocate(rows * n), {
    m: rows,
    k: columns,
    n,
  });
  assertEquals(
    recorder.costs.get("matmul [16, 100] × [100, 32], nonzeros of a"),
    { calls: 1, bytes: 4 * (5 + (columns + rows) * n), flops: 2 * 5 * n },
  );
});

Deno.test("Recorder notes the kernels of pixels, and what they call apart", () => {
  const recorder = new Recorder(loadEngine("wasm"));
  const { engine } = recorder;
  const [rowLength, rows] = [64, 16];
  const pixels = new Uint8Array(rows * rowLength);
  const size = { rowLength, scale: 1 / 255 };
  const lists = engine.listPixels(pixels, size)!;
  const memory = engine.allocate(lists.batchLength(rows));
  const dense = new Float32Array(rows * rowLength);
  const indices = Uint32Array.from({ length: rows }, (_, i) => i);
  const batch = lists.batch(indices, memory, () => {
    engine.gatherPixels(pixels, indices, dense, size);
    return dense;
  });
  recorder.mode = "times";
  const work = { m: rows, k: rowLength, n: 10 };
  const kernel = engine.allocate(rowLength * 10);
  engine.matmul(batch!, kernel, engine.allocate(rows * 10), work);
  lists.batch(indices, memory, () => dense);
  assertEquals([...recorder.times.keys()], [
    "allocate",
    "matmul [16, 64] × [64, 10], nonzeros of a",
    "listPixels.batch",
  ]);
});

Deno.test("Recorder takes the time of a call from that which it is made in", () => {
  const wait = (milliseconds: number) => {
    const start = performance.now();
    while (performance.now() - start < milliseconds);
  };
  const recorder = new Recorder({
    ...loadEngine("reference"),
    activate: () => {
      wait(5);
      recorder.engine.sumRows(bias, bias, { rows: 1, columns: 1 });
    },
    sumRows: () => wait(20),
  });
  const bias = new Float32Array(1);
  recorder.mode = "times";
  recorder.engine.activate(bias, bias, { activation: "relu" });
  const { activate, sumRows } = Object.fromEntries(recorder.times);
  assert(sumRows! >= 0.02);
  assert(activate! >= 0.005 && activate! < 0.02);
});
