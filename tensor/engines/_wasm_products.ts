import type { WasmContext } from "./_wasm_context.ts";
import { type GemmPart, gemmParts } from "./_gemm_parts.ts";
import { PixelBatch } from "./_pixel_batch.ts";
import type { Engine, MatmulSize, SparseMatrix } from "./engine.ts";

// From here on two products by lists, and the lists, cost less than two dense
// ones (`deno bench tensor/engines/sparse_bench.ts`).
const HIGHEST_DENSITY = 0.35;
const FEWEST_COLUMNS = 24;
const FEWEST_ROWS = 8;
const FEWEST_SHARED = 2 ** 20; // multiplications, that threads share
const MOST_ELEMENTS = 2 ** 26; // of a matrix whose lists are wanted

/** Matrix products, dense and by lists of nonzero elements. */
export type Products = Pick<
  Engine,
  "matmul" | "isSparse" | "listsLength" | "compress"
>;

/** Matrix products by the wasm kernels. */
export function wasmProducts(context: WasmContext): Products {
  const { kernels, staging, threads } = context;
  const matmulDense = (
    a: Float32Array,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ): void => {
    const { m, k, n } = size;
    const { transposeA = false, transposeB = false, skipsZeros = false } = size;
    const to = staging.place(outputs);
    const whole: GemmPart = [
      staging.input(a),
      staging.input(b),
      to,
      m,
      n,
      k,
      transposeA,
      transposeB,
      transposeA ? m : k,
      transposeB ? k : n,
      n,
      skipsZeros,
    ];
    const bytes = kernels.f32_gemm_scratch(m, n, k);
    if (m * k * n >= FEWEST_SHARED && threads.count > 1) {
      const parts = gemmParts(whole, threads.count);
      const scratch = staging.scratch(parts.length * bytes);
      threads.run(
        "f32_gemm",
        parts.map((part, i) => [...part, scratch + i * bytes]),
      );
    } else kernels.f32_gemm(...whole, staging.scratch(bytes));
    staging.finish(outputs, to);
  };
  const matmulSparse = (
    { lists }: SparseMatrix,
    b: Float32Array,
    outputs: Float32Array,
    { m, k, n, transposeA = false }: MatmulSize,
  ): void => {
    const [rows, columns] = transposeA ? [k, m] : [m, k];
    const to = staging.place(outputs);
    kernels.f32_sparse_gemm(
      lists.byteOffset,
      rows,
      columns,
      listsLimit(rows, columns),
      staging.input(b),
      to,
      n,
      transposeA,
    );
    staging.finish(outputs, to);
  };
  const matmulPixels = (
    a: PixelBatch,
    b: Float32Array,
    outputs: Float32Array,
    size: MatmulSize,
  ): void => {
    const to = staging.place(outputs);
    a.matmul(staging.input(b), to, size);
    staging.finish(outputs, to);
  };
  return {
    matmul: (a, b, outputs, size) => {
      if (!("lists" in a)) return matmulDense(a, b, outputs, size);
      // lists elsewhere were made by another engine
      if (!staging.holds(a.lists)) matmulDense(a.dense, b, outputs, size);
      else if (a instanceof PixelBatch) matmulPixels(a, b, outputs, size);
      else matmulSparse(a, b, outputs, size);
    },
    isSparse: (inputs, { m, k, n }) => {
      if (n < FEWEST_COLUMNS || m < FEWEST_ROWS) return false;
      if (m * k > MOST_ELEMENTS || !staging.holds(inputs)) return false;
      const limit = listsLimit(m, k);
      return kernels.f32_is_sparse(inputs.byteOffset, m, k, limit) !== 0;
    },
    listsLength: ({ rows, columns }) =>
      kernels.f32_sparse_length(rows, columns, listsLimit(rows, columns)),
    compress: (dense, lists, { rows, columns }) => {
      if (!staging.holds(lists)) return undefined;
      kernels.f32_sparse_build(
        dense.byteOffset,
        rows,
        columns,
        listsLimit(rows, columns),
        lists.byteOffset,
      );
      const [end] = new Uint32Array(
        lists.buffer,
        lists.byteOffset + 4 * rows, // of the last row, in bytes
        1,
      );
      return { dense, lists, density: end! / 8 / (rows * columns) };
    },
  };
}

/** Most nonzero elements of a matrix that is compressed. */
function listsLimit(rows: number, columns: number): number {
  return Math.floor(rows * columns * HIGHEST_DENSITY);
}
