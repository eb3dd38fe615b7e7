import { type Engine, loadEngine, WasmEngine } from "@cutedl/tensor/engine";

/** The engines that are measured, by name. */
const engines: Record<string, () => Engine> = {
  "wasm": () => loadEngine("wasm"),
  "wasm-plain": () => new WasmEngine({ relaxedSimd: false }),
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
