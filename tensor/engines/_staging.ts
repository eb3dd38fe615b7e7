import type { EngineMemory } from "./_memory.ts";

/**
 * Brings arrays to kernels: those in the engine's memory by their address, others
 * by a copy that lasts for one call.
 */
export class Staging {
  readonly #memory: EngineMemory;
  readonly #temporaries: number[] = []; // blocks to give back
  #scratch = 0;
  #scratchBytes = 0;
  /** The whole memory. */
  readonly bytes: Uint8Array;

  constructor(memory: EngineMemory) {
    this.#memory = memory;
    this.bytes = new Uint8Array(memory.buffer);
  }

  /** Tells whether an array lies in the engine's memory. */
  holds(array: Float32Array): boolean {
    return this.#memory.holds(array);
  }

  /** Address of an array that a kernel reads, copied in if it is foreign. */
  input(array: Float32Array): number {
    if (this.#memory.holds(array)) return array.byteOffset;
    const at = this.#temporary(array);
    this.#view(at, array.length).set(array);
    return at;
  }

  /** Address for an array that a kernel overwrites. */
  place(array: Float32Array): number {
    return this.#memory.holds(array)
      ? array.byteOffset
      : this.#temporary(array);
  }

  /** Copies a result out if its array is foreign. */
  retrieve(array: Float32Array, at: number): void {
    if (!this.#memory.holds(array)) array.set(this.#view(at, array.length));
  }

  /** Copies the last result out, and gives temporaries back. */
  finish(array: Float32Array, at: number): void {
    if (this.#temporaries.length === 0) return;
    this.retrieve(array, at);
    this.release();
  }

  /** Gives temporaries back. */
  release(): void {
    while (this.#temporaries.length > 0) {
      this.#memory.release(this.#temporaries.pop()!);
    }
  }

  /** Memory for one kernel, which the next one may overwrite. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratchBytes > 0) this.#memory.release(this.#scratch);
      this.#scratchBytes = 0; // should the next line throw
      this.#scratch = this.#reserve(bytes);
      this.#scratchBytes = bytes;
    }
    return this.#scratch;
  }

  #temporary(array: Float32Array): number {
    const at = this.#reserve(array.byteLength);
    this.#temporaries.push(at);
    return at;
  }

  #reserve(bytes: number): number {
    const at = this.#memory.reserve(bytes);
    if (at !== undefined) return at;
    const { bytesInUse, size } = this.#memory;
    const free = this.#memory.largestFree();
    this.release();
    throw new RangeError(
      `Cannot compute: expected ${bytes} bytes of engine memory in one piece, ` +
        `received ${free}, with ${bytesInUse} of ${size} bytes in use: ` +
        "use smaller batches, or the reference engine",
    );
  }

  #view(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }
}
