const PAGE = 65536; // bytes
const ALIGNMENT = 64; // bytes, a cache line
const LARGEST_MAXIMUM = 32768; // pages, 2 GiB; less where that is refused
const KEPT_FREE = 1 / 4; // share of the maximum that only temporaries may take

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
  /** Bytes of the blocks that arrays hold. */
  bytesInUse = 0;
  readonly #maximum: number; // bytes
  readonly #buffers = new WeakSet<ArrayBufferLike>(); // one more with each growth
  readonly #gaps: Gap[] = []; // by address, never touching
  readonly #sizes = new Map<number, number>(); // bytes by start
  readonly #registry = new FinalizationRegistry<number>((start) => {
    this.bytesInUse -= this.#sizes.get(start)!;
    this.release(start);
  });

  /** @param reserved Bytes at the start that the kernels' own data takes. */
  constructor(reserved: number) {
    const initial = Math.ceil(reserved / PAGE) + 1;
    const { memory, maximum } = createMemory(initial);
    this.memory = memory;
    this.#maximum = maximum * PAGE;
    this.#buffers.add(memory.buffer);
    this.#gaps.push({ start: align(reserved), end: initial * PAGE });
  }

  /** Allocates zeros; gives `undefined` when memory is full. */
  allocate(length: number): Float32Array | undefined {
    const bytes = align(length * 4);
    if (this.bytesInUse + bytes > this.#maximum * (1 - KEPT_FREE)) {
      return undefined;
    }
    const start = this.reserve(bytes);
    if (start === undefined) return undefined;
    const array = new Float32Array(this.memory.buffer, start, length).fill(0);
    this.bytesInUse += bytes;
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
    return start;
  }

  /** Gives a block back, joining it with the gaps beside it. */
  release(start: number): void {
    const end = start + this.#sizes.get(start)!;
    this.#sizes.delete(start);
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

  /** Tells whether an array is a view on this memory. */
  holds(array: Float32Array): boolean {
    return this.#buffers.has(array.buffer);
  }

  /** Grows by at least `bytes`, and by an eighth; the last gap then has them. */
  #grow(bytes: number): boolean {
    const end = this.memory.buffer.byteLength;
    const last = this.#gaps.at(-1);
    const missing = bytes - (last?.end === end ? end - last.start : 0);
    const needed = Math.ceil(missing / PAGE);
    const wanted = Math.max(needed, Math.ceil(end / 8 / PAGE));
    const possible = (this.#maximum - end) / PAGE;
    if (needed > possible) return false;
    if (!this.#growBy(Math.min(wanted, possible)) && !this.#growBy(needed)) {
      return false;
    }
    const grown = this.memory.buffer.byteLength;
    this.#buffers.add(this.memory.buffer);
    if (last?.end === end) last.end = grown;
    else this.#gaps.push({ start: end, end: grown });
    return true;
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
