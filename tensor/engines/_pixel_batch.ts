import type { EpilogueArguments } from "./_epilogue_arguments.ts";
import { split } from "./_split.ts";
import type { WasmPixelRows } from "./_wasm_pixels.ts";
import type { MatmulSize } from "./engine.ts";
import type { SparseMatrix } from "./pixel_rows.ts";

const CLASSES = 10; // a kernel of its own
const TILE_COLUMNS = 24;
const FEWEST_SHARED = 2 ** 21; // pairs times columns, that threads share

/** What a batch of pixels is made of. */
interface PixelBatchParts {
  /** Memory that holds the lists. */
  memory: Float32Array;
  /** Gives all elements. */
  dense: () => Float32Array;
  density: number;
}

/** A batch of pixels, as lists. */
export class PixelBatch implements SparseMatrix {
  readonly lists: Float32Array;
  /** Share of the pairs that are not both zero. */
  readonly density: number;
  readonly #source: WasmPixelRows;
  readonly #rows: number;
  readonly #gather: () => Float32Array;
  #dense: Float32Array | undefined; // once gathered
  #isTransposed = false;

  constructor(
    source: WasmPixelRows,
    rows: number,
    { memory, dense, density }: PixelBatchParts,
  ) {
    this.#source = source;
    this.#rows = rows;
    this.lists = memory;
    this.density = density;
    this.#gather = dense;
  }

  /** All elements, `[rows, columns]`. */
  get dense(): Float32Array {
    return this.#dense ??= this.#gather();
  }

  /** Product; `b` and `outputs` are addresses. */
  matmul(
    b: number,
    outputs: number,
    { m, n, transposeA = false }: MatmulSize,
    [bias, kind, slope]: EpilogueArguments,
  ): void {
    const { pairs, scale, context } = this.#source;
    const { kernels, staging, threads } = context;
    const spans = this.lists.byteOffset;
    const rows = this.#rows;
    const isShared = rows * pairs * n >= FEWEST_SHARED;
    const parts = isShared ? threads.parts : 1;
    if (n !== CLASSES && !this.#isTransposed) {
      kernels.u8_pair_transpose(spans, rows, pairs, scale);
      this.#isTransposed = true;
    }
    if (transposeA) {
      if (n === CLASSES) {
        kernels.u8_pair_gemm_transposed_1x10(
          spans,
          rows,
          pairs,
          scale,
          b,
          outputs,
        );
      } else {
        threads.run(
          "u8_pair_gemm_transposed",
          split(pairs, parts, 1).map(({ start, length }) => [
            spans,
            rows,
            pairs,
            b,
            outputs,
            n,
            start,
            length,
          ]),
        );
      }
      if (bias === 0 && kind === 0) return;
      kernels.f32_epilogue(bias, kind, slope, outputs, 4 * n, m, n);
    } else if (n === CLASSES) {
      kernels.u8_pair_gemm_1x10(
        spans,
        rows,
        scale,
        b,
        outputs,
        bias,
        kind,
        slope,
      );
    } else {
      const stretches = split(n, parts, TILE_COLUMNS);
      const bytes = kernels.u8_pair_gemm_scratch(rows);
      const scratch = staging.scratch(bytes * stretches.length);
      threads.run(
        "u8_pair_gemm",
        stretches.map(({ start, length }, i) => [
          spans,
          rows,
          pairs,
          b + 4 * start,
          outputs + 4 * start,
          length,
          4 * n,
          bias && bias + 4 * start,
          kind,
          slope,
          scratch + i * bytes,
        ]),
      );
    }
  }
}
