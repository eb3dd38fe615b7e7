import { assert, assertEquals, assertThrows } from "@std/assert";
import { board } from "./_board.ts";
import { compileKernels, KERNEL_DATA } from "./_compile_kernels.ts";
import type { KernelExports } from "./_kernel_exports.ts";
import { EngineMemory } from "./_memory.ts";
import { Threads, type ThreadsOptions } from "./_threads.ts";

/** Threads over memory of their own, and the calls of this thread. */
function makeThreads(
  count: number,
  options: Pick<ThreadsOptions, "patience" | "sleep"> = {},
): {
  threads: Threads;
  memory: EngineMemory;
  calls: number[];
} {
  const memory = new EngineMemory(KERNEL_DATA);
  const { module } = compileKernels(memory.pages);
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory: memory.memory },
  });
  const calls: number[] = [];
  const kernels = { ...exports } as unknown as KernelExports;
  const { f32_descend } = kernels;
  kernels.f32_descend = (w, ...rest) => {
    calls.push(w);
    f32_descend(w, ...rest);
  };
  const parts = { module, memory, kernels };
  const threads = new Threads(count, { ...parts, ...options });
  return { threads, memory, calls };
}

const LENGTH = 50_000;
const PLAIN = [1, Infinity, 0, 0]; // scale, limit, l1 and l2

/** Runs jobs of so many parts until other threads have taken some. */
function share(made: ReturnType<typeof makeThreads>, parts: number): void {
  const { threads, memory, calls } = made;
  const w = memory.allocate(LENGTH * parts)!;
  const g = memory.allocate(LENGTH * parts)!.fill(1);
  const work = Array.from({ length: parts }, (_, i) => [
    w.byteOffset + 4 * LENGTH * i,
    g.byteOffset + 4 * LENGTH * i,
    LENGTH,
    ...PLAIN,
    1,
  ]);
  let jobs = 0;
  let shared = 0;
  const start = performance.now();
  while (shared < 20 || jobs < 50) {
    calls.length = 0;
    threads.run("f32_descend", work);
    shared += calls.length < parts ? 1 : 0;
    jobs++;
    assert(performance.now() - start < 30_000, "No other thread is at work");
  }
  assert(w.every((value) => value === -jobs), "A part ran twice or never");
}

Deno.test("Threads.run() shares parts with other threads, each run once", () => {
  for (const count of [2, 3]) {
    for (const parts of [2, 5, 64]) share(makeThreads(count), parts);
  }
});

Deno.test("Threads.run() runs alone with one thread, and one part", () => {
  for (const [count, parts] of [[1, 4], [4, 1]]) {
    const { threads, memory, calls } = makeThreads(count!);
    const w = memory.allocate(4)!;
    const g = memory.allocate(4)!.fill(2);
    const part = [w.byteOffset, g.byteOffset, 4, ...PLAIN, 1];
    threads.run("f32_descend", Array.from({ length: parts! }, () => part));
    assertEquals(calls.length, parts);
    assertEquals(w[3], -2 * parts!);
  }
});

Deno.test("Threads.result() is what the kernel gave for a part", () => {
  for (const count of [1, 3]) {
    const { threads, memory } = makeThreads(count);
    const values = memory.allocate(300)!;
    values[250] = Infinity;
    for (let i = 0; i < 200; i++) {
      threads.run("f32_all_finite", [
        [values.byteOffset, 100],
        [values.byteOffset + 400, 100],
        [values.byteOffset + 800, 100],
      ]);
      assertEquals([0, 1, 2].map((part) => threads.result(part)), [1, 1, 0]);
    }
  }
});

/** Lets `work` run with another kind of threads than Node's. */
function withWorker(worker: unknown, work: () => void): void {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule: unknown };
  };
  const { getBuiltinModule } = process;
  process.getBuiltinModule = () => ({ Worker: worker });
  try {
    work();
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
}

/** Two parts of one element each. */
function twoParts(memory: EngineMemory): { w: Float32Array; work: number[][] } {
  const w = memory.allocate(2)!;
  const g = memory.allocate(2)!.fill(1);
  const partAt = (
    at: number,
  ): number[] => [w.byteOffset + at, g.byteOffset + at, 1, ...PLAIN, 1];
  return { w, work: [0, 4].map(partAt) };
}

Deno.test("Threads.run() names a thread that does not finish, and goes on without", () => {
  class Silent {
    on(): void {}
    unref(): void {}
    terminate(): void {}
  }
  withWorker(Silent, () => {
    const { threads, memory } = makeThreads(2, { patience: 20 });
    const { w, work } = twoParts(memory);
    const { compareExchange } = Atomics;
    // somebody has taken the second part
    Atomics.compareExchange = ((
      words: Int32Array,
      place: number,
      ...values: [number, number]
    ) =>
      place === board.taken + 1
        ? NaN
        : compareExchange(words, place, ...values)) as typeof compareExchange;
    try {
      assertThrows(
        () => threads.run("f32_descend", work),
        Error,
        "Cannot compute with 2 threads: expected each to finish its part, " +
          "received no answer for 20 ms: use an engine with threads: 1",
      );
    } finally {
      Atomics.compareExchange = compareExchange;
    }
    assertEquals([...w], [-1, 0]);
    threads.run("f32_descend", work);
    assertEquals([...w], [-2, -1]);
  });
});

Deno.test("Threads.run() runs alone where threads are refused", () => {
  const refusing = function () {
    throw new Error("Refused by a policy");
  };
  withWorker(refusing, () => {
    const { threads, memory, calls } = makeThreads(3);
    const { w, work } = twoParts(memory);
    for (let i = 0; i < 10; i++) threads.run("f32_descend", work);
    assertEquals([...w], [-10, -10]);
    assertEquals(calls.length, 20);
  });
});

Deno.test("Threads.run() throws what a kernel throws, and goes on", () => {
  const { threads, memory } = makeThreads(2);
  const w = memory.allocate(2)!;
  const outside = memory.size;
  const descend = (g: number): void =>
    threads.run(
      "f32_descend",
      [0, 4].map((at) => [w.byteOffset + at, g + at, 1, ...PLAIN, 1]),
    );
  for (let i = 0; i < 100; i++) {
    assertThrows(() => descend(outside));
    descend(memory.allocate(2)!.fill(1).byteOffset);
  }
  assertEquals([...w], [-100, -100]);
});

Deno.test("Threads.run() throws when a kernel fails in another thread alone", () => {
  const { threads, memory } = makeThreads(2);
  const w = memory.allocate(LENGTH)!.byteOffset;
  const g = memory.allocate(LENGTH)!.byteOffset;
  const work = [
    [w, g, LENGTH, ...PLAIN, 1], // long enough for the other to take the rest
    [w, memory.size, 1, ...PLAIN, 1],
  ];
  const start = performance.now();
  for (let failures = 0; failures < 5;) {
    const { message } = assertThrows(
      () => threads.run("f32_descend", work),
      Error,
    );
    if (message.endsWith("received one whose kernel failed")) failures++;
    assert(performance.now() - start < 30_000, "No other thread is at work");
  }
});

Deno.test("Threads.run() starts threads anew that have left for want of work", async () => {
  const made = makeThreads(3, { sleep: 500 });
  const { buffer } = made.memory;
  const words = new Int32Array(buffer, KERNEL_DATA, board.bytes / 4);
  const start = performance.now();
  for (let i = 0; i < 2; i++) {
    share(made, 5);
    while ([1, 2].some((index) => words[board.absent + index] === 0)) {
      assert(performance.now() - start < 30_000, "Threads stay without work");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});
