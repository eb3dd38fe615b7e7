import { assertEquals, assertRejects } from "@std/assert";
import { type Chunks, chunksOf } from "./_chunks.ts";
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
