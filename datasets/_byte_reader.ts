import { allocate } from "./_allocate.ts";
import { type Chunk, type Chunks, release } from "./_chunks.ts";

const TRUSTED = 2 ** 20; // bytes asked for before any have arrived
const GROWTH = 8; // times what has arrived
const NONE: Chunk = new Uint8Array(0);

/** What is known of the bytes to read. */
export interface ByteReaderOptions {
  /** Bytes that are there for certain, if only packed; default 0. */
  byteLength?: number;
}

/** Reads chunks by numbers of bytes. */
export class ByteReader {
  readonly #chunks: Chunks;
  readonly #iterator: AsyncIterator<Chunk>;
  readonly #trusted: number;
  #rest: Chunk = NONE; // has arrived and is not read yet
  #given: ArrayBuffer | undefined; // the last one that a view was given of

  constructor(chunks: Chunks, options: ByteReaderOptions = {}) {
    const { byteLength = 0 } = options;
    this.#trusted = Math.max(TRUSTED, GROWTH * byteLength);
    this.#chunks = chunks;
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /**
   * Reads bytes, fewer only where the source ends.
   *
   * Memory is asked for as the bytes arrive, so that a length which a file
   * only claims costs nothing. They are a copy, except that a chunk which they
   * fill by half or more is not copied.
   */
  async read(length: number): Promise<Chunk> {
    if (length <= this.#rest.length) return this.#take(length);
    return await this.readInto(NONE, length);
  }

  /**
   * Reads like `read`, but copies always: into memory that is there, or a new
   * array where that is too small.
   */
  async readInto(memory: Chunk, length: number): Promise<Chunk> {
    let [bytes, filled] = [memory, 0];
    while (filled < length && await this.#arrive()) {
      if (filled === bytes.length) {
        const trusted = filled === 0 ? this.#trusted : GROWTH * filled;
        const grown: Chunk = allocate(Uint8Array, Math.min(length, trusted));
        grown.set(bytes);
        bytes = grown;
      }
      const most = Math.min(length, bytes.length) - filled;
      const part = this.#rest.subarray(0, most);
      bytes.set(part, filled);
      filled += part.length;
      this.#skip(part.length);
      const isDone = this.#rest.length === 0 && this.#given !== part.buffer;
      if (isDone && this.#chunks.areOwned) release(part);
    }
    return bytes.subarray(0, filled);
  }

  /** Looks at the next bytes without reading them; fewer at the end. */
  async peek(length: number): Promise<Chunk> {
    while (this.#rest.length < length) {
      const start = this.#rest;
      this.#rest = NONE;
      if (!await this.#arrive()) {
        this.#rest = start;
        break;
      }
      if (start.length > 0) {
        const joined = new Uint8Array(start.length + this.#rest.length);
        joined.set(start);
        joined.set(this.#rest, start.length);
        this.#rest = joined;
      }
    }
    return this.#rest.subarray(0, length);
  }

  /** Gives all that is not read yet as chunks. */
  remaining(): Chunks {
    const arrive = () => this.#arrive();
    const take = () => this.#take(this.#rest.length);
    return {
      areOwned: this.#chunks.areOwned,
      async *[Symbol.asyncIterator]() {
        while (await arrive()) yield take();
      },
      cancel: () => this.#chunks.cancel(),
    };
  }

  /** Stops the source and frees what it holds; never rejects. */
  async cancel(): Promise<void> {
    await this.#chunks.cancel();
    await this.#iterator.return?.().catch(() => {});
  }

  #take(length: number): Chunk {
    const shared = 2 * length >= this.#rest.buffer.byteLength;
    const bytes = shared
      ? this.#rest.subarray(0, length)
      : this.#rest.slice(0, length);
    if (shared) this.#given = this.#rest.buffer;
    this.#skip(length);
    return bytes;
  }

  #skip(length: number): void {
    const isWhole = length === this.#rest.length; // may be released
    this.#rest = isWhole ? NONE : this.#rest.subarray(length);
  }

  /** Waits until there are bytes to read; `false` at the end. */
  async #arrive(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#iterator.next();
      if (done) return false;
      this.#rest = value;
    }
    return true;
  }
}
