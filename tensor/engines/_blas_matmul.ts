import type { BlasLibrary } from "./_open_blas.ts";
import type { Engine, MatmulSize } from "./engine.ts";
import type { SparseMatrix } from "./pixel_rows.ts";

// From here on libraries are faster, with AVX2 as with AVX-512, transposed or
// not (`deno task bench --allow-ffi tensor/engines/matmul_bench.ts`); on few
// rows they are not, of which some make a slow matrix-vector product.
const LEAST_WORK = 2 ** 15; // m · k · n
const FEWEST_ROWS = 4;

// From here on one thread of a library is faster on all elements than lists are
// on those that are not zero, with AVX2; with AVX-512 already from 0.15 on (`deno
// task bench --allow-ffi tensor/engines/sparse_bench.ts`).
const LEAST_DENSITY = 0.25;
const FEWEST_COLUMNS = 64; // lists for few, as ten classes, have less to do

// The same of floats, whose zeros have to be found first, with AVX-512; of fewer
// columns never.
const LEAST_FLOAT_DENSITY = 0.2;
const SAMPLES = 1024; // elements that tell the density, at most
const SCATTER = 0x9e3779b1; // 2³² over the golden ratio: no column is preferred

/** Options for {@linkcode blasMatmul}. */
interface BlasMatmulOptions {
  /** Threads of the library. */
  threads: number;
  /** Fewest multiplications that it is called for. */
  leastWork?: number;
}

/**
 * Gives large dense products to a library, and all others, and what follows, to
 * another engine.
 */
export function blasMatmul(
  { product, setThreads }: BlasLibrary,
  { matmul, activate }: Pick<Engine, "matmul" | "activate">,
  { threads, leastWork = LEAST_WORK }: BlasMatmulOptions,
): Engine["matmul"] {
  const isLarge = ({ m, k, n }: MatmulSize): boolean =>
    m >= FEWEST_ROWS && m * k * n >= leastWork;
  const isSparse = ({ density }: SparseMatrix, { n }: MatmulSize): boolean =>
    n < FEWEST_COLUMNS || density * threads < LEAST_DENSITY;
  const skips = (a: Float32Array, { n, skipsZeros }: MatmulSize): boolean =>
    skipsZeros === true && n >= FEWEST_COLUMNS &&
    seemsSparse(a, LEAST_FLOAT_DENSITY / threads);
  return (a, b, outputs, size, epilogue) => {
    if (
      !isLarge(size) || ("lists" in a ? isSparse(a, size) : skips(a, size))
    ) {
      return matmul(a, b, outputs, size, epilogue);
    }
    setThreads?.(threads); // of the whole process, where others may set it
    product("lists" in a ? a.dense : a, b, outputs, size);
    if (epilogue !== undefined) activate(outputs, outputs, epilogue);
  };
}

/**
 * Tells whether less than a share of samples all over an array are not zero; of
 * dense data it looks at few.
 */
function seemsSparse(array: Float32Array, share: number): boolean {
  const count = Math.min(SAMPLES, array.length);
  let nonzeros = 0;
  for (let i = 0; i < count; i++) {
    const at = (Math.imul(i, SCATTER) >>> 0) % array.length;
    if (array[at] !== 0 && ++nonzeros >= share * count) return false;
  }
  return true;
}
