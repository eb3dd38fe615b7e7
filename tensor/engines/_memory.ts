import { unsupported } from "./_unsupported.ts";

const PAGE = 65536; // bytes
const ALIGNMENT = 64; // bytes, a cache line
const MOST_PAGES = 16384; // 1 GiB; less where that is refused
const FEWEST_PAGES = 256; // 16 MiB
// What arrays may take together; the rest is for temporaries. Arrays that are
// dropped in one go, without a turn of the event loop, take memory until then.
const MOST_OF_ARRAYS = 2 ** 29; // bytes
const SHARE_OF_ARRAYS = 3 / 4; // of the whole
// So many arrays are those of hundreds of models, most of them dropped.
const MANY_ARRAYS = 4096;
const MOST_OF_MANY_ARRAYS = 2 ** 26; // bytes

/** A stretch of memory that nobody uses. */
interface Gap {
  start: number;
  end: number;
}

/**
 * Shared WebAssembly memory that hands out blocks.
 *
 * Blocks of arrays are free again once the arrays are garbage; blocks of
 * temporaries are given back by hand. The memory has its full size from the
 * start, of which only pages that were written to are real: kernels whose memory
 * cannot grow read its size once, not at every access, and run about an eighth
 * faster where the runtime checks bounds by comparing.
 */
export class EngineMemory {
  /** The memory, for the kernels' imports. */
  readonly memory: WebAssembly.Memory;
  /** Its size in pages, its initial and its maximum one. */
  readonly pages: number;
  /** All of it. */
  readonly buffer: ArrayBufferLike;
  /** Bytes of all blocks: those of arrays, and those reserved by hand. */
  bytesInUse = 0;
  #arrayBytes = 0;
  readonly #gaps: Gap[] = []; // by address, never touching
  readonly #sizes = new Map<number, number>(); // bytes by start
  readonly #registry = new FinalizationRegistry<number>((start) => {
    this.#arrayBytes -= this.#sizes.get(start)!;
    this.release(start);
  });

  /** @param reserved Bytes at the start that the kernels' own data takes. */
  constructor(reserved: number) {
    const { memory, pages } = createMemory();
    this.memory = memory;
    this.pages = pages;
    this.buffer = memory.buffer;
    const end = this.size - ALIGNMENT; // kernels read a little past an array
    this.#gaps.push({ start: align(reserved), end });
  }

  /** Its size in bytes. */
  get size(): number {
    return this.pages * PAGE;
  }

  /**
   * Allocates zeros, or whatever lies there if they need not be; gives
   * `undefined` when arrays have their share.
   */
  allocate(
    length: number,
    { zeroed = true } = {},
  ): Float32Array | undefined {
    const bytes = align(length * 4);
    const most = Math.min(
      this.#sizes.size < MANY_ARRAYS ? MOST_OF_ARRAYS : MOST_OF_MANY_ARRAYS,
      this.size * SHARE_OF_ARRAYS,
    );
    if (this.#arrayBytes + bytes > most) return undefined;
    const start = this.reserve(bytes);
    if (start === undefined) return undefined;
    const array = new Float32Array(this.buffer, start, length);
    if (zeroed) array.fill(0);
    this.#arrayBytes += bytes;
    this.#registry.register(array, start);
    return array;
  }

  /** Reserves a block of at least `size` bytes; gives its address. */
  reserve(size: number): number | undefined {
    const bytes = align(size);
    const index = this.#gaps.findIndex((gap) => gap.end - gap.start >= bytes);
    if (index < 0) return undefined;
    const gap = this.#gaps[index]!;
    const start = gap.start;
    gap.start += bytes;
    if (gap.start === gap.end) this.#gaps.splice(index, 1);
    this.#sizes.set(start, bytes);
    this.bytesInUse += bytes;
    return start;
  }

  /** Gives a block back, joining it with the gaps beside it. */
  release(start: number): void {
    const bytes = this.#sizes.get(start)!;
    const end = start + bytes;
    this.#sizes.delete(start);
    this.bytesInUse -= bytes;
    let index = this.#gaps.findIndex((gap) => gap.start >= end);
    if (index < 0) index = this.#gaps.length;
    const before = this.#gaps[index - 1];
    const after = this.#gaps[index];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === end;
    if (joinsBefore && joinsAfter) {
      before.end = after.end;
      this.#gaps.splice(index, 1);
    } else if (joinsBefore) before.end = end;
    else if (joinsAfter) after.start = start;
    else this.#gaps.splice(index, 0, { start, end });
  }

  /** Bytes of the largest block that can be reserved. */
  largestFree(): number {
    return Math.max(0, ...this.#gaps.map(({ start, end }) => end - start));
  }

  /** Tells whether an array is a view on this memory. */
  holds(array: Float32Array): boolean {
    return array.buffer === this.buffer;
  }
}

function align(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}

function createMemory(): { memory: WebAssembly.Memory; pages: number } {
  if (globalThis.WebAssembly === undefined) {
    throw unsupported("SIMD and shared memory", 'use the engine "reference"');
  }
  for (let pages = MOST_PAGES;; pages /= 2) {
    try {
      const memory = new WebAssembly.Memory({
        initial: pages,
        maximum: pages,
        shared: true,
      });
      return { memory, pages };
    } catch (error) {
      if (pages <= FEWEST_PAGES) throw error;
    }
  }
}
