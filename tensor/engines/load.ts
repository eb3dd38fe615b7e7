import { BlasEngine } from "./blas.ts";
import type { Engine } from "./engine.ts";
import { reference } from "./reference.ts";
import { WasmEngine } from "./wasm.ts";

/**
 * Names that choose an engine; `auto` is the fastest one that runs here without
 * a permission.
 */
export type EngineName = "auto" | "wasm" | "blas" | "reference";

/** An engine, or the name of one. */
export type EngineChoice = EngineName | Engine;

// loaded when first asked for
let wasm: WasmEngine | undefined;
let blas: BlasEngine | undefined;
let auto: Engine | undefined;

/**
 * Loads an engine; the same name gives the same engine.
 *
 * `auto` takes wasm, or the reference engine where WebAssembly does not run.
 * `blas` searches the usual places for a library, as {@linkcode BlasEngine} does
 * without options; no other name loads one.
 *
 * @param choice Name of an engine, or an engine, which is given back; default
 * `auto`.
 * @returns The engine.
 * @throws {RangeError} If no engine has that name.
 * @throws {Error} If `wasm` is asked for by name and does not run here.
 * @throws {BlasError} If `blas` is, and no library can be loaded.
 *
 * @example
 * ```ts
 * import { loadEngine } from "@cutedl/tensor/engine";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(loadEngine("reference").name, "reference");
 * assertEquals(loadEngine(), loadEngine("wasm"));
 * ```
 */
export function loadEngine(choice: EngineChoice = "auto"): Engine {
  if (typeof choice !== "string") return choice;
  switch (choice) {
    case "reference":
      return reference;
    case "wasm":
      return wasm ??= new WasmEngine();
    case "blas":
      return blas ??= new BlasEngine();
    case "auto":
      try {
        return auto ??= loadEngine("wasm");
      } catch {
        return auto = reference; // no WebAssembly, or no SIMD in it
      }
    default:
      throw new RangeError(
        `Cannot load engine: expected "auto", "wasm", "blas" or ` +
          `"reference", received ${JSON.stringify(choice)}: ` +
          'take "auto" for the fastest that runs here',
      );
  }
}
