import { assertEquals } from "@std/assert";
import { ByteReader } from "./_byte_reader.ts";
import { type Chunk, type Chunks, chunksOf } from "./_chunks.ts";

/** Chunks that are parts of one array each, of so many bytes. */
function chunks(
  areOwned: boolean,
  parts: readonly (readonly number[])[],
): { all: Chunk[]; source: Chunks } {
  let next = 0;
  const all = parts.flatMap((lengths) => {
    const array = new Uint8Array(lengths.reduce((sum, n) => sum + n));
    let end = 0;
    return lengths.map((length) => {
      const part = array.subarray(end, end += length);
      for (let i = 0; i < length; i++) part[i] = next++;
      return part;
    });
  });
  const source = {
    areOwned,
    async *[Symbol.asyncIterator]() {
      yield* all;
    },
    cancel: () => Promise.resolve(),
  };
  return { all, source };
}

/** Numbers from one to before another. */
function range(first: number, end: number): Uint8Array {
  return Uint8Array.from({ length: end - first }, (_, i) => first + i);
}

Deno.test("ByteReader.readInto() fills the same memory again, and releases chunks", async () => {
  const { all, source } = chunks(true, [[4], [3, 3], [2]]);
  const reader = new ByteReader(source);
  const memory = new Uint8Array(5);
  const first = await reader.readInto(memory, 5);
  assertEquals([first, first.buffer], [range(0, 5), memory.buffer]);
  // the second chunk is under way, the array that it is of not at its end
  assertEquals(all.map(({ length }) => length), [0, 3, 3, 2]);
  assertEquals(await reader.readInto(memory, 5), range(5, 10));
  assertEquals(all.map(({ length }) => length), [0, 0, 0, 2]);
  assertEquals(await reader.readInto(memory, 5), range(10, 12));
  assertEquals(await reader.readInto(memory, 5), new Uint8Array(0));
});

Deno.test("ByteReader.readInto() makes an array where memory is too small", async () => {
  const { source } = chunks(true, [[4], [4], [4]]);
  const reader = new ByteReader(source);
  assertEquals(await reader.readInto(new Uint8Array(3), 10), range(0, 10));
});

Deno.test("ByteReader leaves the memory of chunks that others have", async () => {
  const { all, source } = chunks(false, [[4], [4]]);
  const reader = new ByteReader(source);
  assertEquals(await reader.readInto(new Uint8Array(8), 8), range(0, 8));
  assertEquals(all, [range(0, 4), range(4, 8)]);
});

Deno.test("ByteReader.read() keeps what it gave as a view", async () => {
  const { source } = chunks(true, [[6, 4], [3]]);
  const reader = new ByteReader(source);
  await reader.peek(1); // what has arrived is given as a view
  const view = await reader.read(5);
  // one byte of this chunk, and all of the next, which is of the same array
  assertEquals(await reader.read(5), range(5, 10));
  assertEquals(view, range(0, 5));
});

Deno.test("chunksOf() owns the chunks of byte streams alone", () => {
  const stream = (options: object) => new ReadableStream<Uint8Array>(options);
  assertEquals(chunksOf(stream({ type: "bytes" })).areOwned, true);
  assertEquals(chunksOf(stream({})).areOwned, false);
  assertEquals(chunksOf(new Blob(["a"]).stream()).areOwned, true);
});
