import { Random } from "@cutedl/tensor";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Chunk, type Chunks, chunksOf } from "./_chunks.ts";
import { gunzip } from "./_gunzip.ts";
import { concat, gzip, TestStream } from "./_testing.ts";
import { IdxError } from "./idx_error.ts";

const DATA = new Uint8Array([1, 2, 3, 4, 5]);

async function collect(chunks: Chunks): Promise<Uint8Array> {
  return concat(...await Array.fromAsync(chunks));
}

Deno.test("gunzip() unpacks by DecompressionStream where there is no zlib", async () => {
  for (const chunk of [1, 1000]) {
    const { stream } = new TestStream(await gzip(DATA), { chunk });
    const unpacked = gunzip(chunksOf(stream), { name: "x", webOnly: true });
    assertEquals(await collect(unpacked), DATA);
  }
});

Deno.test("gunzip() says what to do about several members without zlib", async () => {
  const member = await gzip(DATA);
  const { stream } = new TestStream(concat(member, member));
  const unpacked = gunzip(chunksOf(stream), { name: "x", webOnly: true });
  await assertRejects(
    () => collect(unpacked),
    IdxError,
    "or unpack it if it has several gzip members, which this runtime cannot " +
      "read",
  );
});

Deno.test("gunzip() refuses a cut file without zlib", async () => {
  const member = await gzip(DATA);
  for (let length = 2; length < member.length; length++) {
    const { stream } = new TestStream(member.slice(0, length));
    const unpacked = gunzip(chunksOf(stream), { name: "x", webOnly: true });
    await assertRejects(() => collect(unpacked), IdxError, "Cannot read x");
  }
});

for (const areOwned of [true, false]) {
  Deno.test(`gunzip() ${areOwned ? "releases" : "leaves"} packed chunks that ${areOwned ? "nobody else has" : "others have"}`, async () => {
    // what cannot be packed, so that there are many chunks
    const random = new Random(1);
    const data = Uint8Array.from(
      { length: 600_000 },
      () => random.integer(256),
    );
    const packed = await gzip(data);
    for (const length of [1000, 300_000]) { // less and more than zlib buffers
      const chunks: Chunk[] = [];
      for (let start = 0; start < packed.length; start += length) {
        chunks.push(packed.slice(start, start + length));
      }
      const source: Chunks = {
        areOwned,
        async *[Symbol.asyncIterator]() {
          yield* chunks;
        },
        cancel: () => Promise.resolve(),
      };
      assertEquals(await collect(gunzip(source, { name: "x" })), data);
      const released = chunks.filter(({ length }) => length === 0).length;
      if (areOwned) assert(released > chunks.length / 3, String(released));
      else assertEquals(released, 0);
    }
  });
}
