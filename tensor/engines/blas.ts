import { blasMatmul } from "./_blas_matmul.ts";
import { chooseThreads } from "./_choose_threads.ts";
import { runtimeFfi } from "./_ffi.ts";
import { findBlas } from "./_find_blas.ts";
import { WasmEngine } from "./wasm.ts";

/** Options for {@linkcode BlasEngine}. */
export interface BlasEngineOptions {
  /**
   * Path of a library, or a name that the system's loader finds, for which Deno
   * wants `--allow-ffi` without a path; by default the usual places are searched.
   */
  library?: string;
  /**
   * Threads of the library, where it lets them be set, as OpenBLAS and MKL do,
   * and Accelerate does not; by default as many as the machine has processors,
   * at most 4.
   */
  threads?: number;
}

/**
 * The BLAS engine: large dense products by a BLAS library of the system, through
 * Deno's foreign function interface, and all else by the wasm engine.
 *
 * Any library with the C interface of BLAS will do, of 32-bit or 64-bit integers:
 * OpenBLAS, also the one that comes with numpy, Accelerate, MKL. Nobody is asked
 * for a permission: Deno must have been given `--allow-ffi=PATH`.
 *
 * The same numbers give the same bits for one library, CPU and number of
 * threads. In another batch a row may differ in its last bits.
 *
 * @example Where there is a library
 * ```ts ignore
 * import { Dense, Sequential } from "@cutedl/layers";
 * import { BlasEngine } from "@cutedl/tensor/engine";
 *
 * const library = "/usr/lib/x86_64-linux-gnu/libopenblas.so.0";
 * const engine = new BlasEngine({ library });
 * const model = new Sequential([new Dense(512)], { engine });
 * ```
 *
 * @example Where there may be none
 * ```ts
 * import { BlasEngine, BlasError, loadEngine } from "@cutedl/tensor/engine";
 * import { assertEquals } from "@std/assert";
 *
 * function blasOrWasm(library: string) {
 *   try {
 *     return new BlasEngine({ library });
 *   } catch (error) {
 *     if (error instanceof BlasError) return loadEngine("wasm");
 *     throw error;
 *   }
 * }
 *
 * assertEquals(blasOrWasm("/no/such/library.so").name, "wasm");
 * ```
 */
export class BlasEngine extends WasmEngine {
  /** Always `"blas"`. */
  override readonly name: string = "blas";
  /** Which library computes. */
  override readonly description: string;
  /** Path or name that the library was loaded by. */
  readonly library: string;
  /** Threads of the library; all else is computed by one. */
  override readonly threads: number;

  /**
   * Loads the library.
   *
   * @param options Which library, and how many threads.
   * @throws {BlasError} If it, or any, cannot be loaded.
   * @throws {RangeError} If `threads` is not a whole number from 1 to 32, or
   * `library` is empty.
   * @throws {Error} If WebAssembly SIMD does not run here.
   */
  constructor(options: BlasEngineOptions = {}) {
    const { library } = options;
    if (library === "") {
      throw new RangeError(
        "Cannot create engine: expected library to be a path or a name, " +
          'received "": leave it out to search the usual places',
      );
    }
    const threads = chooseThreads(options.threads);
    super({ threads: 1 }); // threads of two kinds hinder each other
    const blas = findBlas(library, runtimeFfi());
    this.library = blas.path;
    this.description = `blas, ${blas.path.replace(/.*[/\\]/, "")}`;
    this.threads = threads;
    const wasm = { matmul: this.matmul, activate: this.activate };
    // the field of the wasm engine, which only its own constructor may assign
    Object.defineProperty(this, "matmul", {
      value: blasMatmul(blas, wasm, { threads }),
    });
  }
}
