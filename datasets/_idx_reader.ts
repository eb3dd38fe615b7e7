import { AllocationError } from "./_allocate.ts";
import type { ByteReader } from "./_byte_reader.ts";
import type { Chunk } from "./_chunks.ts";
import { checkWhole } from "./_check_whole.ts";
import { decodeElements } from "./_idx_elements.ts";
import type { IdxHeader } from "./_idx_header.ts";
import { IdxError } from "./idx_error.ts";
import type { IdxArrays, IdxReader, IdxType } from "./read_idx.ts";

const MEBIBYTE = 2 ** 20;

/** Memory that was read into, and is used again. */
interface Memory<Type extends IdxType> {
  bytes: Chunk;
  elements?: IdxArrays[Type];
}

/** Reads the items that follow a header. */
export class ItemReader<Type extends IdxType> implements IdxReader<Type> {
  readonly type: Type;
  readonly shape: readonly number[];
  readonly itemShape: readonly number[];
  readonly #bytes: ByteReader;
  readonly #header: IdxHeader;
  readonly #name: string;
  #used = false;

  constructor(bytes: ByteReader, header: IdxHeader, name: string) {
    this.type = header.type as Type;
    this.shape = Object.freeze([...header.shape]);
    this.itemShape = Object.freeze(header.shape.slice(1));
    this.#bytes = bytes;
    this.#header = header;
    this.#name = name;
  }

  [Symbol.asyncIterator](): AsyncGenerator<IdxArrays[Type], void, void> {
    return this.chunks(1);
  }

  chunks(items: number): AsyncGenerator<IdxArrays[Type], void, void> {
    const action = `read ${this.#name} in chunks`;
    checkWhole({ action, name: "items", value: items, least: 1 });
    this.#use();
    return this.#chunks(items);
  }

  /** Like `chunks`, but an array holds only until the next is asked for. */
  reusedChunks(items: number): AsyncGenerator<IdxArrays[Type], void, void> {
    this.#use();
    return this.#chunks(items, { bytes: new Uint8Array(0) });
  }

  async readAll(): Promise<IdxArrays[Type]> {
    this.#use();
    try {
      const elements = await this.#take(this.shape[0]!);
      await this.#end();
      return elements;
    } finally {
      await this.cancel();
    }
  }

  async cancel(): Promise<void> {
    this.#used = true;
    await this.#bytes.cancel();
  }

  async *#chunks(
    items: number,
    memory?: Memory<Type>,
  ): AsyncGenerator<IdxArrays[Type], void, void> {
    try {
      let left = this.shape[0]!;
      while (left > 0) {
        const taken = Math.min(items, left);
        yield await this.#take(taken, memory);
        left -= taken;
      }
      await this.#end();
    } finally {
      await this.cancel();
    }
  }

  async #take(
    items: number,
    memory?: Memory<Type>,
  ): Promise<IdxArrays[Type]> {
    const length = items * this.#header.itemBytes;
    try {
      const bytes = memory === undefined
        ? await this.#bytes.read(length)
        : await this.#bytes.readInto(memory.bytes, length);
      if (bytes.length === length) {
        const elements = decodeElements(bytes, this.type, memory?.elements);
        if (memory !== undefined) Object.assign(memory, { bytes, elements });
        return elements;
      }
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      throw new IdxError({
        name: this.#name,
        expected: `${Math.round(length / MEBIBYTE)} MiB of memory`,
        received: "less",
        remedy: "read it in parts with chunks()",
        cause: error,
      });
    }
    throw new IdxError({
      name: this.#name,
      expected: `${this.#promised} bytes as its header promises`,
      received: "fewer",
      remedy: "the file is cut, so copy or download it again",
    });
  }

  /** Makes sure that nothing follows; a gzip checks its checksum here. */
  async #end(): Promise<void> {
    if ((await this.#bytes.peek(1)).length === 0) return;
    throw new IdxError({
      name: this.#name,
      expected: `${this.#promised} bytes as its header promises`,
      received: "more",
      remedy: "the file is damaged or not one IDX file, so copy it again",
    });
  }

  #use(): void {
    if (this.#used) {
      throw new TypeError(
        `Cannot read ${this.#name}: expected items that are not read yet, ` +
          "received a reader that was used or canceled: call readIdx() again",
      );
    }
    this.#used = true;
  }

  get #promised(): number {
    const { headerBytes, itemBytes } = this.#header;
    return headerBytes + this.shape[0]! * itemBytes;
  }
}
