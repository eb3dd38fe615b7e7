import { assertEquals } from "@std/assert";
import { WasmEngine } from "./wasm.ts";

Deno.test("WasmEngine.description tells which SIMD it uses", () => {
  const description = (relaxedSimd: boolean): string =>
    new WasmEngine({ relaxedSimd }).description;
  assertEquals(description(true), "wasm, relaxed SIMD");
  assertEquals(description(false), "wasm, SIMD");
  assertEquals(new WasmEngine().description, "wasm, relaxed SIMD"); // Deno has it
});
