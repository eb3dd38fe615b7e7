import { gatherRows } from "./_gather_rows.ts";
import { KeptRows } from "./_kept_rows.ts";
import { PixelBatch } from "./_pixel_batch.ts";
import type { WasmContext } from "./_wasm_context.ts";
import type { Engine } from "./engine.ts";
import type {
  PixelRows,
  PixelRowsOptions,
  SparseMatrix,
} from "./pixel_rows.ts";

// Up to here two products by lists cost less than two dense ones, as seen by
// `deno bench tensor/engines/sparse_bench.ts`.
export const HIGHEST_DENSITY = 0.5; // share of the pairs that are not both zero
const MOST_PAIRS = 2 ** 16 - 1; // of a row, whose number an entry has bits for
const SMALLEST_SCALE = 2 ** -118; // whose 256th is normal

/** What is computed from pixels as they lie in files. */
export type Pixels = Pick<Engine, "listPixels">;

/** What is computed from pixels, by the wasm kernels. */
export function wasmPixels(context: WasmContext): Pixels {
  return {
    listPixels: (pixels, options) =>
      WasmPixelRows.create(pixels, options, context),
  };
}

/** Lists the pairs of pixels that are not both zero, for products. */
export class WasmPixelRows implements PixelRows {
  readonly context: WasmContext;
  /** Pairs of a row. */
  readonly pairs: number;
  /** Value of a pixel that is 1. */
  readonly scale: number;
  readonly #pixels: Uint8Array;
  readonly #kept: KeptRows | undefined;

  /** Gives `undefined` where rows cannot be listed. */
  static create(
    pixels: Uint8Array,
    { rowLength, scale, constant = false }: PixelRowsOptions,
    context: WasmContext,
  ): WasmPixelRows | undefined {
    const pairs = rowLength / 2;
    if (!Number.isInteger(pairs) || pairs > MOST_PAIRS) return undefined;
    const factor = Math.fround(scale);
    if (Math.abs(factor) < SMALLEST_SCALE) return undefined;
    const kept = constant ? KeptRows.create(pixels, pairs, context) : undefined;
    return new WasmPixelRows(pixels, pairs, factor, kept, context);
  }

  private constructor(
    pixels: Uint8Array,
    pairs: number,
    scale: number,
    kept: KeptRows | undefined,
    context: WasmContext,
  ) {
    this.#pixels = pixels;
    this.pairs = pairs;
    this.scale = scale;
    this.#kept = kept;
    this.context = context;
  }

  /** Memory for a batch; see {@linkcode PixelRows.batchLength}. */
  batchLength(rows: number): number {
    return this.#byRow(rows) + rows * this.pairs;
  }

  /** Lists of a batch; see {@linkcode PixelRows.batch}. */
  batch(
    indices: Uint32Array,
    memory: Float32Array,
    dense: () => Float32Array,
  ): SparseMatrix | undefined {
    const { staging } = this.context;
    if (!staging.holds(memory)) return undefined;
    const entries = this.#kept?.place(indices, memory) ??
      this.#list(indices, memory);
    const density = entries / (indices.length * this.pairs);
    if (density > HIGHEST_DENSITY) return undefined;
    return new PixelBatch(this, indices.length, { memory, dense, density });
  }

  /** Where in a batch's memory its own entries by row start. */
  #byRow(rows: number): number {
    const { pairs } = this;
    const spansAndEnds = 2 * rows + pairs + 3; // 3 before a multiple of 16 bytes
    return spansAndEnds + 4 * Math.floor(rows * pairs * HIGHEST_DENSITY);
  }

  /** Lists rows anew, in the batch's own memory; gives their entries. */
  #list(indices: Uint32Array, memory: Float32Array): number {
    const { pairs } = this;
    const { kernels, staging } = this.context;
    const rows = indices.length;
    const pixels = staging.scratch(2 * rows * pairs);
    gatherRows(this.#pixels, indices, 2 * pairs, staging.bytes, pixels);
    const spans = memory.byteOffset;
    const to = spans + 4 * this.#byRow(rows);
    return (kernels.u8_pair_list(pixels, rows, pairs, spans, to) - to) / 4;
  }
}
