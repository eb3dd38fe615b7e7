/**
 * The IDX format, in which MNIST is.
 *
 * @module
 */
import { openIdxStream } from "./_open_idx.ts";

/** The typed array of each element type of the IDX format. */
export interface IdxArrays {
  /** Type 0x08. */
  uint8: Uint8Array;
  /** Type 0x09. */
  int8: Int8Array;
  /** Type 0x0b. */
  int16: Int16Array;
  /** Type 0x0c. */
  int32: Int32Array;
  /** Type 0x0d. */
  float32: Float32Array;
  /** Type 0x0e. */
  float64: Float64Array;
}

/** Element types of the IDX format. */
export type IdxType = keyof IdxArrays;

/** Options for {@linkcode readIdx}. */
export interface ReadIdxOptions<Type extends IdxType = IdxType> {
  /** The only element type to accept; by default any. */
  type?: Type;
  /** Name of the file in errors, such as its path; default `"IDX file"`. */
  name?: string;
  /**
   * Bytes that the stream will give, if that is known: a header that promises
   * more than they can hold is then refused at once.
   */
  byteLength?: number;
}

/**
 * An open IDX file: what its header says, and its items to be read once.
 *
 * An item is one index of the first axis: an image of a file of images. It is
 * a flat array of `itemShape`, of length 1 in a file of rank 1. Whatever ends
 * the reading, also an error or a `break`, stops the stream.
 */
export interface IdxReader<Type extends IdxType = IdxType>
  extends AsyncIterable<IdxArrays[Type]> {
  /** Type of the elements. */
  readonly type: Type;
  /** Size of each axis; the first is the number of items. */
  readonly shape: readonly number[];
  /** Shape of one item; empty in a file of rank 1. */
  readonly itemShape: readonly number[];

  /**
   * Reads item by item.
   *
   * @returns The items.
   * @throws {IdxError} While reading, if the file is cut, damaged or too long.
   */
  [Symbol.asyncIterator](): AsyncIterator<IdxArrays[Type]>;

  /**
   * Reads several items at once, which takes less time than one by one.
   *
   * @param items Items per array; the last may have fewer.
   * @returns Flat arrays of items.
   * @throws {RangeError} If `items` is not a whole number of at least 1.
   * @throws {IdxError} While reading, if the file is cut, damaged or too long.
   */
  chunks(items: number): AsyncIterable<IdxArrays[Type]>;

  /**
   * Reads all items. Memory is asked for as they arrive.
   *
   * @returns One flat array of `shape`; of bytes that came as one chunk it is a
   * view of that.
   * @throws {IdxError} If the file is cut, damaged or too long, or memory is
   * too small for it.
   */
  readAll(): Promise<IdxArrays[Type]>;

  /** Stops the stream of a file that is not wanted any more. */
  cancel(): Promise<void>;
}

/**
 * Opens a file in the IDX format
 * ({@link http://yann.lecun.com/exdb/mnist/ | LeCun, Cortes and Burges}), plain
 * or gzip.
 *
 * It reads the header and then as much as is asked for, so a file may be larger
 * than memory. Gzip is told by its first bytes; where there is Node's zlib (Deno,
 * Node, Bun) it may have several members.
 *
 * @param stream The file's bytes; stopped if there is an error.
 * @param options What to accept, and what is known of the file.
 * @returns The header, and a reader of the items.
 * @throws {IdxError} If the header is not that of an IDX file, or promises more
 * than the file holds.
 * @throws {RangeError} If `byteLength` is not a whole number of at least 0.
 * @throws {TypeError} If it is no stream of bytes, or is being read already.
 *
 * @example Item by item
 * ```ts
 * import { readIdx } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * // Two images of 1 × 2 pixels
 * const header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2];
 * const file = new Blob([new Uint8Array([...header, 1, 2, 3, 4])]);
 *
 * const idx = await readIdx(file.stream(), { type: "uint8" });
 * assertEquals(idx.shape, [2, 1, 2]);
 * const images: Uint8Array[] = [];
 * for await (const image of idx) images.push(image);
 * assertEquals(images, [new Uint8Array([1, 2]), new Uint8Array([3, 4])]);
 * ```
 *
 * @example All at once, from gzip
 * ```ts
 * import { readIdx } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Blob([new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1])]);
 * const gzip = file.stream().pipeThrough(new CompressionStream("gzip"));
 * const labels = await (await readIdx(gzip)).readAll();
 * assertEquals(labels, new Uint8Array([7, 2, 1]));
 * ```
 */
export async function readIdx<Type extends IdxType = IdxType>(
  stream: ReadableStream<Uint8Array>,
  options: ReadIdxOptions<Type> = {},
): Promise<IdxReader<Type>> {
  return await openIdxStream(stream, options);
}
