import { assertEquals } from "@std/assert";
import { FreshWorkspace } from "./mod.ts";

Deno.test("FreshWorkspace compiles no kernels until its engine is asked for", () => {
  const { Module } = WebAssembly;
  let compiled = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      compiled++;
    }
  };
  try {
    const workspace = new FreshWorkspace();
    workspace.tensor({}, "outputs", [2]);
    assertEquals(compiled, 0);
    assertEquals(workspace.engine.name, "wasm");
    assertEquals(compiled, 1);
  } finally {
    WebAssembly.Module = Module;
  }
});
