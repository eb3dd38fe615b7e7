import { BlasEngine, type Engine, WasmEngine } from "@cutedl/tensor/engine";

/** The engines that are measured, by name. */
const engines: Record<string, () => Engine> = {
  "wasm": () => new WasmEngine({ threads: 1 }),
  "wasm-2": () => new WasmEngine({ threads: 2 }),
  "blas": () => new BlasEngine({ threads: 1 }),
  "blas-2": () => new BlasEngine({ threads: 2 }),
  "wasm-plain": () => new WasmEngine({ relaxedSimd: false, threads: 1 }),
};

/** Names of the engines that are measured. */
export const engineNames: readonly string[] = Object.keys(engines);

/** Makes the engine of a name. */
export function makeEngine(name: string): Engine {
  const make = engines[name];
  if (make !== undefined) return make();
  throw new RangeError(
    `Cannot make engine: expected ${engineNames.join(", ")}, received ${name}`,
  );
}
