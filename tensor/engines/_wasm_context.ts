import type { KernelExports } from "./_kernel_exports.ts";
import type { EngineMemory } from "./_memory.ts";
import type { Staging } from "./_staging.ts";
import type { Threads } from "./_threads.ts";

/** What the parts of the wasm engine work with. */
export interface WasmContext {
  readonly kernels: KernelExports;
  readonly memory: EngineMemory;
  readonly staging: Staging;
  readonly threads: Threads;
}
