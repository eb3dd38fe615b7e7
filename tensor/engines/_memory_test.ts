import { assert, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { EngineMemory } from "./_memory.ts";
import { WasmEngine } from "./wasm.ts";

Deno.test("EngineMemory.allocate() gives zeros, also where memory was used before", () => {
  const memory = new EngineMemory(0);
  const start = memory.reserve(256)!;
  new Float32Array(memory.memory.buffer, start, 64).fill(7);
  memory.release(start);
  const array = memory.allocate(64)!;
  assertEquals(array.byteOffset, start); // the same place
  assert(array.every((value) => value === 0));
});

Deno.test("EngineMemory.reserve() gives blocks that never overlap", () => {
  const sizes = fc.array(
    fc.record({ size: fc.integer({ min: 0, max: 5000 }), keep: fc.boolean() }),
    { maxLength: 60 },
  );
  fc.assert(fc.property(sizes, (wanted) => {
    const memory = new EngineMemory(100);
    const blocks: { start: number; size: number }[] = [];
    for (const { size, keep } of wanted) {
      const start = memory.reserve(size)!;
      assertGreater(start, 99); // the kernels' own data
      assertEquals(start % 64, 0);
      for (const block of blocks) {
        assert(
          start >= block.start + block.size || block.start >= start + size,
        );
      }
      if (keep) blocks.push({ start, size });
      else memory.release(start);
    }
  }));
});

Deno.test("EngineMemory.release() joins gaps, so that a large block fits again", () => {
  for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 1, 0], [1, 2, 0]]) {
    const memory = new EngineMemory(0);
    const starts = [0, 1, 2].map(() => memory.reserve(16_384)!);
    memory.reserve(16_384); // what follows is taken
    for (const i of order) memory.release(starts[i]!);
    assertEquals(memory.reserve(3 * 16_384), starts[0]);
  }
});

Deno.test("EngineMemory.holds() knows its own arrays", () => {
  const memory = new EngineMemory(0);
  assert(memory.holds(memory.allocate(16)!));
  assert(memory.holds(memory.allocate(1_000_000)!.subarray(5)));
  assert(!memory.holds(new Float32Array(1)));
  assert(!memory.holds(new EngineMemory(0).allocate(1)!));
});

Deno.test("EngineMemory has a fixed size, the largest that it is given", () => {
  assertEquals(new EngineMemory(0).size, 2 ** 30);
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      assertEquals(descriptor.initial, descriptor.maximum);
      if (descriptor.initial > 1024) throw new RangeError("Out of memory");
      super(descriptor);
    }
  };
  try {
    assertEquals(new EngineMemory(0).size, 2 ** 26);
    // the kernels declare the size of their memory
    const engine = new WasmEngine();
    const outputs = engine.allocate(1);
    engine.matmul(new Float32Array([3]), new Float32Array([4]), outputs, {
      m: 1,
      k: 1,
      n: 1,
    });
    assertEquals(outputs, new Float32Array([12]));
  } finally {
    WebAssembly.Memory = Memory;
  }
});

Deno.test("EngineMemory gives undefined when it is full, and goes on", () => {
  const memory = new EngineMemory(0);
  assertEquals(memory.reserve(2 ** 40), undefined);
  assertEquals(memory.allocate(2 ** 38), undefined);
  assert(memory.allocate(10) !== undefined);
  assertEquals(memory.bytesInUse, 64); // ten elements, in lines of 64 bytes
});

Deno.test("EngineMemory.bytesInUse counts arrays and reserved blocks", () => {
  const memory = new EngineMemory(0);
  memory.allocate(16);
  const start = memory.reserve(100)!;
  assertEquals(memory.bytesInUse, 64 + 128);
  memory.release(start);
  assertEquals(memory.bytesInUse, 64);
});

Deno.test("EngineMemory.allocate() gives thousands of arrays 64 MiB, and few ones more", () => {
  const allocated = (length: number): number => {
    const memory = new EngineMemory(0);
    const arrays: Float32Array[] = [];
    while (arrays.length * length * 4 < 2 ** 27) {
      const array = memory.allocate(length, { zeroed: false });
      if (array === undefined) break;
      arrays.push(array);
    }
    return arrays.length * length * 4;
  };
  assertEquals(allocated(2 ** 12), 2 ** 26); // 4096 of 16 KiB
  assertEquals(allocated(2 ** 13), 2 ** 27); // 4096 of 32 KiB
});

Deno.test("EngineMemory.allocate() leaves room for temporaries", () => {
  const memory = new EngineMemory(0);
  const length = 2 ** 27; // elements, 512 MiB
  assertEquals(memory.allocate(length + 1), undefined);
  assert(memory.reserve(4 * (length + 1)) !== undefined);
});

Deno.test("EngineMemory.largestFree() is the largest block that fits", () => {
  const memory = new EngineMemory(64);
  // 64 are reserved at the start; 64 at the end stay free, as kernels read a
  // little past an array
  assertEquals(memory.largestFree(), memory.size - 128);
  const first = memory.reserve(1_000_000)!;
  memory.reserve(64);
  memory.release(first);
  assertEquals(memory.largestFree(), memory.size - 128 - 1_000_000 - 64);
  const rest = memory.reserve(memory.largestFree())!;
  assertEquals(memory.largestFree(), 1_000_000);
  assertEquals(memory.reserve(1_000_001), undefined);
  assertEquals(memory.reserve(1_000_000), first);
  assertEquals(memory.largestFree(), 0);
  memory.release(rest);
});
