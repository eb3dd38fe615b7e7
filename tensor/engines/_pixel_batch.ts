import type { WasmPixelRows } from "./_wasm_pixels.ts";
import type { MatmulSize, SparseMatrix } from "./engine.ts";

const CLASSES = 10; // a kernel of its own

/** A batch of pixels, as lists. */
export class PixelBatch implements SparseMatrix {
  readonly lists: Float32Array;
  readonly #source: WasmPixelRows;
  readonly #rows: number;
  readonly #dense: () => Float32Array;
  #isTransposed = false;

  constructor(
    source: WasmPixelRows,
    rows: number,
    lists: Float32Array,
    dense: () => Float32Array,
  ) {
    this.#source = source;
    this.#rows = rows;
    this.lists = lists;
    this.#dense = dense;
  }

  /** All elements, `[rows, columns]`. */
  get dense(): Float32Array {
    return this.#dense();
  }

  /** Product; `b` and `outputs` are addresses. */
  matmul(b: number, outputs: number, size: MatmulSize): void {
    const { n, transposeA = false } = size;
    const { pairs, table, context: { kernels } } = this.#source;
    const spans = this.lists.byteOffset;
    const rows = this.#rows;
    const at = table.byteOffset;
    if (n === CLASSES) {
      if (transposeA) {
        kernels.u8_pair_gemm_transposed_1x10(
          spans,
          rows,
          pairs,
          at,
          b,
          outputs,
        );
      } else kernels.u8_pair_gemm_1x10(spans, rows, at, b, outputs);
      return;
    }
    if (!this.#isTransposed) kernels.u8_pair_transpose(spans, rows, pairs);
    this.#isTransposed = true;
    const product = transposeA
      ? kernels.u8_pair_gemm_transposed
      : kernels.u8_pair_gemm;
    product(spans, rows, pairs, at, b, outputs, n, 4 * n);
  }
}
