import { type Engine, WasmEngine } from "@cutedl/tensor/engine";
import { blasMatmul } from "../tensor/engines/_blas_matmul.ts";
import { runtimeFfi } from "../tensor/engines/_ffi.ts";
import { findBlas } from "../tensor/engines/_find_blas.ts";
import type { BlasLibrary } from "../tensor/engines/_open_blas.ts";
import { BlasError } from "../tensor/engines/blas_error.ts";

/** The BLAS library of this machine, if there is one and it may be loaded. */
export const blasLibrary: BlasLibrary | undefined = find();

/** For the names of tests that need one. */
export const noBlas: string = blasLibrary === undefined
  ? " (skipped: needs --allow-ffi and a BLAS library)"
  : "";

/** The blas engine with small products by the library, too; or none. */
export const blasEngines: readonly Engine[] = blasLibrary === undefined
  ? []
  : [blasForSmallProducts(blasLibrary)];

function blasForSmallProducts(library: BlasLibrary): Engine {
  const wasm = new WasmEngine();
  return {
    ...wasm, // its kernels
    name: "blas",
    description: "blas, small products, too",
    get bytesInUse() {
      return wasm.bytesInUse;
    },
    allocate: (length) => wasm.allocate(length),
    matmul: blasMatmul(library, wasm, { threads: 1, leastWork: 1 }),
  };
}

function find(): BlasLibrary | undefined {
  try {
    return findBlas(undefined, runtimeFfi());
  } catch (error) {
    if (error instanceof BlasError) return undefined;
    throw error;
  }
}
