import { assertEquals, assertThrows } from "@std/assert";
import { EngineMemory } from "./_memory.ts";
import { Staging } from "./_staging.ts";

Deno.test("Staging gives back what one kernel needed", () => {
  const memory = new EngineMemory(0);
  const staging = new Staging(memory);
  const inputs = new Float32Array(100).fill(3);
  const outputs = new Float32Array(100);
  const to = staging.place(outputs);
  const from = staging.input(inputs);
  assertEquals(memory.bytesInUse, 2 * 448); // 400 bytes, in lines of 64
  new Uint8Array(memory.memory.buffer).copyWithin(to, from, from + 400);
  staging.finish(outputs, to);
  assertEquals(outputs, inputs);
  assertEquals(memory.bytesInUse, 0);
});

Deno.test("Staging.scratch() keeps the largest block that was asked for", () => {
  const memory = new EngineMemory(0);
  const staging = new Staging(memory);
  const first = staging.scratch(1000);
  assertEquals(staging.scratch(64), first);
  staging.scratch(2000);
  assertEquals(memory.bytesInUse, 2048);
});

Deno.test("Staging names free bytes and limit when memory is full, and goes on", () => {
  const memory = new EngineMemory(0);
  const staging = new Staging(memory);
  const { size: maximum } = memory;
  staging.input(new Float32Array(16)); // 64 bytes, between 64 that stay unused
  assertThrows(
    () => staging.scratch(maximum),
    RangeError,
    `Cannot compute: expected ${maximum} bytes of engine memory in one piece, ` +
      `received ${maximum - 192}, with 64 of ${maximum} bytes in use: ` +
      "use smaller batches, or the reference engine",
  );
  assertEquals(memory.bytesInUse, 0); // the temporary went back, too
  staging.scratch(64);
  assertEquals(memory.bytesInUse, 64);
});
