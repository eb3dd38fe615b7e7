import { gatherRows } from "./_gather_rows.ts";
import type { WasmContext } from "./_wasm_context.ts";
import { HIGHEST_DENSITY } from "./_wasm_pixels.ts";

const MOST_KEPT = 2 ** 26; // entries, 256 MiB
const ROWS_AT_ONCE = 256;

/** Lists of rows that do not change, made when a row is first asked for. */
export class KeptRows {
  readonly #pixels: Uint8Array;
  readonly #pairs: number;
  readonly #context: WasmContext;
  readonly #spans: Uint32Array; // start and end of each row's entries, or 0
  readonly #entries: Float32Array;
  #next: number; // address
  readonly #end: number; // address

  static create(
    pixels: Uint8Array,
    pairs: number,
    context: WasmContext,
  ): KeptRows | undefined {
    const rows = pixels.length / (2 * pairs);
    const capacity = Math.ceil(rows * pairs * HIGHEST_DENSITY) +
      Math.min(rows, ROWS_AT_ONCE) * pairs;
    if (capacity > MOST_KEPT) return undefined;
    const entries = context.memory.allocate(capacity, { zeroed: false });
    return entries && new KeptRows(pixels, pairs, entries, context);
  }

  private constructor(
    pixels: Uint8Array,
    pairs: number,
    entries: Float32Array,
    context: WasmContext,
  ) {
    this.#pixels = pixels;
    this.#pairs = pairs;
    this.#context = context;
    this.#spans = new Uint32Array(pixels.length / pairs);
    this.#entries = entries;
    this.#next = entries.byteOffset;
    this.#end = this.#next + entries.byteLength;
  }

  /**
   * Writes the spans of rows to the start of `memory`, and gives the number of
   * their entries; `undefined` if they are too many to keep.
   */
  place(indices: Uint32Array, memory: Float32Array): number | undefined {
    const known = this.#spans;
    const spans = new Uint32Array(
      memory.buffer,
      memory.byteOffset,
      2 * indices.length,
    );
    let bytes = 0;
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i]!;
      if (known[2 * row] === 0 && !this.#list(indices.subarray(i))) {
        return undefined;
      }
      const start = known[2 * row]!;
      const end = known[2 * row + 1]!;
      spans[2 * i] = start;
      spans[2 * i + 1] = end;
      bytes += end - start;
    }
    this.#context.kernels.u8_pair_touch(memory.byteOffset, indices.length);
    return bytes / 4;
  }

  /** Lists the first of the rows that are not yet; tells whether they fit. */
  #list(indices: Uint32Array): boolean {
    const { kernels, staging } = this.#context;
    const pairs = this.#pairs;
    const known = this.#spans;
    const missing = indices.filter((row) => known[2 * row] === 0)
      .subarray(0, ROWS_AT_ONCE);
    const rows = missing.length;
    if (this.#next + 4 * rows * pairs > this.#end) return false;
    const pixels = staging.scratch(2 * rows * (pairs + 4));
    const at = pixels + 2 * rows * pairs;
    gatherRows(this.#pixels, missing, 2 * pairs, staging.bytes, pixels);
    const spans = Math.ceil(at / 4) * 4;
    this.#next = kernels.u8_pair_list(pixels, rows, pairs, spans, this.#next);
    const listed = new Uint32Array(staging.bytes.buffer, spans, 2 * rows);
    for (let i = 0; i < rows; i++) {
      known[2 * missing[i]!] = listed[2 * i]!;
      known[2 * missing[i]! + 1] = listed[2 * i + 1]!;
    }
    return true;
  }
}
