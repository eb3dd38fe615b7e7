import { blasLibraries } from "./_blas_libraries.ts";
import type { Ffi } from "./_ffi.ts";
import { type BlasLibrary, openBlas } from "./_open_blas.ts";
import { type BlasAttempt, BlasError } from "./blas_error.ts";

/**
 * Loads the library of a path or name, or the first that is in a usual place and
 * may be loaded. Nobody is asked for a permission.
 *
 * @throws {BlasError} If none can be loaded.
 */
export function findBlas(
  library: string | undefined,
  ffi: Ffi | undefined,
): BlasLibrary {
  const action = "Cannot load the blas engine";
  if (ffi === undefined) {
    throw new BlasError(
      `${action}: expected a runtime with ` +
        "Deno.dlopen, received one without: run it in Deno, or use the engine " +
        '"wasm"',
      [],
    );
  }
  const { places, installation } = blasLibraries(ffi.build);
  const attempts: BlasAttempt[] = [];
  for (const path of library === undefined ? places : [library]) {
    const result = openBlas(path, ffi);
    if ("product" in result) return result;
    attempts.push(result);
  }
  const isFlagMissing = attempts.some(({ flag }) => flag !== undefined);
  if (library === undefined) {
    throw new BlasError(
      `${action}: expected a BLAS library in a usual place, received none ` +
        "that loads: " +
        (isFlagMissing ? "give the flag of one that is there, or " : "") +
        `install one (${installation}), or name one by its path`,
      attempts,
    );
  }
  throw new BlasError(
    `${action}: expected the BLAS library that was named, received none that ` +
      "loads: " +
      (isFlagMissing
        ? "give its flag"
        : "name another, name none to search the usual places, or install " +
          `one (${installation})`),
    attempts,
  );
}
