const PAGE = 65536; // bytes
const ALIGNMENT = 64; // bytes, a cache line
const LARGEST_MAXIMUM = 32768; // pages, 2 GiB; less where that is refused
// What arrays may take together; the rest is for temporaries. Arrays that are
// dropped in one go, without a turn of the event loop, take memory until then.
const MOST_OF_ARRAYS = 2 ** 29; // bytes
const SHARE_OF_ARRAYS = 3 / 4; // of the maximum

/** A stretch of memory that nobody uses. */
interface Gap {
  start: number;
  end: number;
}

/**
 * Shared WebAssembly memory that grows when needed and hands out blocks.
 *
 * Blocks of arrays are free again once the arrays are garbage; blocks of
 * temporaries are given back by hand. Shared memory grows without detaching the
 * views on it.
 */
export class EngineMemory {
  /** The memory, for the kernels' imports. */
  readonly memory: WebAssembly.Memory;
  /** Bytes that it may grow to. */
  readonly maximum: number;
  /** Bytes of all blocks: those of arrays, and those reserved by hand. */
  bytesInUse = 0;
  #arrayBytes = 0;
  #isRefused = false; // by the runtime, when it last wanted to grow
  readonly #buffers = new WeakSet<ArrayBufferLike>(); // one more with each growth
  readonly #gaps: Gap[] = []; // by address, never touching
  readonly #sizes = new Map<number, number>(); // bytes by start
  readonly #registry = new FinalizationRegistry<number>((start) => {
    this.#arrayBytes -= this.#sizes.get(start)!;
    this.release(start);
  });

  /** @param reserved Bytes at the start that the kernels' own data takes. */
  constructor(reserved: number) {
    const initial = Math.ceil(reserved / PAGE) + 1;
    const { memory, maximum } = createMemory(initial);
    this.memory = memory;
    this.maximum = maximum * PAGE;
    this.#buffers.add(memory.buffer);
    this.#gaps.push({ start: align(reserved), end: initial * PAGE });
  }

  /** Allocates zeros; gives `undefined` when arrays have their share. */
  allocate(length: number): Float32Array | undefined {
    const bytes = align(length * 4);
    const most = Math.min(MOST_OF_ARRAYS, this.maximum * SHARE_OF_ARRAYS);
    if (this.#arrayBytes + bytes > most) return undefined;
    const start = this.reserve(bytes);
    if (start === undefined) return undefined;
    const array = new Float32Array(this.memory.buffer, start, length).fill(0);
    this.#arrayBytes += bytes;
    this.#registry.register(array, start);
    return array;
  }

  /** Reserves a block of at least `size` bytes; gives its address. */
  reserve(size: number): number | undefined {
    const bytes = align(size);
    let index = this.#gaps.findIndex((gap) => gap.end - gap.start >= bytes);
    if (index < 0) {
      if (!this.#grow(bytes)) return undefined;
      index = this.#gaps.length - 1;
    }
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
    const end = this.memory.buffer.byteLength;
    const growth = this.#isRefused ? 0 : this.maximum - end;
    return this.#gaps.reduce(
      (largest, gap) => Math.max(largest, gap.end - gap.start),
      growth + this.#freeBefore(end),
    );
  }

  /** Tells whether an array is a view on this memory. */
  holds(array: Float32Array): boolean {
    return this.#buffers.has(array.buffer);
  }

  /** Grows by at least `bytes`, and by an eighth; the last gap then has them. */
  #grow(bytes: number): boolean {
    const end = this.memory.buffer.byteLength;
    const needed = Math.ceil((bytes - this.#freeBefore(end)) / PAGE);
    const wanted = Math.max(needed, Math.ceil(end / 8 / PAGE));
    const possible = (this.maximum - end) / PAGE;
    if (needed > possible) return false;
    this.#isRefused = !this.#growBy(Math.min(wanted, possible)) &&
      !this.#growBy(needed);
    if (this.#isRefused) return false;
    const grown = this.memory.buffer.byteLength;
    this.#buffers.add(this.memory.buffer);
    const last = this.#gaps.at(-1);
    if (last?.end === end) last.end = grown;
    else this.#gaps.push({ start: end, end: grown });
    return true;
  }

  /** Bytes of the gap that ends at the end of memory. */
  #freeBefore(end: number): number {
    const last = this.#gaps.at(-1);
    return last?.end === end ? end - last.start : 0;
  }

  /** Asks the runtime for pages, which it may refuse. */
  #growBy(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

function align(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}

function createMemory(
  initial: number,
): { memory: WebAssembly.Memory; maximum: number } {
  for (let maximum = LARGEST_MAXIMUM;; maximum /= 2) {
    try {
      const memory = new WebAssembly.Memory({ initial, maximum, shared: true });
      return { memory, maximum };
    } catch (error) {
      if (maximum / 2 < initial) throw error;
    }
  }
}
