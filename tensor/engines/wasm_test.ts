import { assertEquals, assertThrows } from "@std/assert";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

Deno.test("WasmEngine.description tells which SIMD it uses", () => {
  const description = (relaxedSimd: boolean): string =>
    new WasmEngine({ relaxedSimd }).description;
  assertEquals(description(true), "wasm, relaxed SIMD");
  assertEquals(description(false), "wasm, SIMD");
  assertEquals(new WasmEngine().description, "wasm, relaxed SIMD"); // Deno has it
});

Deno.test("new WasmEngine() names what the runtime lacks, and what to take instead", () => {
  const { Module } = WebAssembly;
  WebAssembly.Module = class {
    constructor() {
      throw new WebAssembly.CompileError("refused");
    }
  } as unknown as typeof Module;
  const attempt = (relaxedSimd?: boolean) => () =>
    new WasmEngine(relaxedSimd === undefined ? {} : { relaxedSimd });
  try {
    assertThrows(
      attempt(true),
      Error,
      "Cannot load the wasm engine: expected a runtime with WebAssembly, " +
        "relaxed SIMD, received one without: leave out relaxedSimd",
    );
    for (const relaxedSimd of [undefined, false]) {
      const { cause } = assertThrows(
        attempt(relaxedSimd),
        Error,
        "Cannot load the wasm engine: expected a runtime with WebAssembly, " +
          "SIMD and shared memory, received one without: use the engine " +
          '"reference"',
      );
      assertEquals((cause as Error).message, "refused");
    }
  } finally {
    WebAssembly.Module = Module;
  }
});

Deno.test("new WasmEngine() says where a policy forbids WebAssembly", () => {
  const { Module } = WebAssembly;
  const policies = [
    "WebAssembly.Module(): Compiling or instantiating WebAssembly module " +
    "violates the following Content Security policy directive", // Chromium
    "call to WebAssembly.Module() blocked by CSP", // Firefox
  ];
  try {
    for (const message of policies) {
      WebAssembly.Module = class {
        constructor() {
          throw new WebAssembly.CompileError(message);
        }
      } as unknown as typeof Module;
      for (const options of [{}, { relaxedSimd: true }]) {
        assertThrows(
          () => new WasmEngine(options),
          Error,
          "Cannot load the wasm engine: expected a page that may compile " +
            "WebAssembly, received one whose Content-Security-Policy forbids " +
            "it: add 'wasm-unsafe-eval' to its script-src",
        );
      }
    }
  } finally {
    WebAssembly.Module = Module;
  }
});

Deno.test("new WasmEngine() says that a runtime has no WebAssembly", () => {
  const { WebAssembly } = globalThis;
  try {
    Reflect.deleteProperty(globalThis, "WebAssembly");
    assertThrows(
      () => new WasmEngine(),
      Error,
      "Cannot load the wasm engine: expected a runtime with WebAssembly, SIMD " +
        'and shared memory, received one without: use the engine "reference"',
    );
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
});

Deno.test("WasmEngine.allocate() says how many bytes are missing", () => {
  for (const engine of [new WasmEngine(), reference]) {
    assertThrows(
      () => engine.allocate(2 ** 50),
      RangeError,
      `Cannot allocate an array: expected ${2 ** 52} bytes of free memory`,
    );
  }
});

Deno.test("new WasmEngine() takes a sensible number of threads", () => {
  assertEquals(new WasmEngine({ threads: 3 }).threads, 3);
  const { threads } = new WasmEngine();
  assertEquals(threads, Math.min(4, navigator.hardwareConcurrency));
  for (const threads of [0, 1.5, 33, NaN]) {
    assertThrows(
      () => new WasmEngine({ threads }),
      RangeError,
      "Cannot create engine: expected threads to be a whole number from 1 " +
        `to 32, received ${threads}: leave it out`,
    );
  }
});

Deno.test("WasmEngine starts threads for the first large product, not before", () => {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule: (name: string) => unknown };
  };
  const { getBuiltinModule } = process;
  let started = 0;
  process.getBuiltinModule = (name) => {
    started++;
    return getBuiltinModule(name);
  };
  try {
    const engine = new WasmEngine({ threads: 2 });
    const startedBy = (size: number): number => {
      const [a, b, outputs] = [0, 0, 0]
        .map(() => new Float32Array(size * size));
      engine.matmul(a!, b!, outputs!, { m: size, k: size, n: size });
      return started;
    };
    assertEquals([startedBy(64), startedBy(128), startedBy(128)], [0, 1, 1]);
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
});
