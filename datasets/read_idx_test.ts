import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { open, read, SMALL } from "./_read_idx_testing.ts";
import { concat, gzip, idxFile, TestStream } from "./_testing.ts";
import { IdxError } from "./idx_error.ts";
import { type IdxType, readIdx } from "./read_idx.ts";

const VALUES: Record<IdxType, number[]> = {
  uint8: [0, 1, 128, 255, 7, 9],
  int8: [0, -1, 127, -128, 7, -9],
  int16: [0, -1, 32767, -32768, 258, -2],
  int32: [0, -1, 2147483647, -2147483648, 16909060, -2],
  float32: [0, -1.5, 3.4028234663852886e38, 1.401298464324817e-45, NaN, 0.25],
  float64: [0, -1.5, Number.MAX_VALUE, Number.MIN_VALUE, -Infinity, Math.PI],
};
const TYPES = Object.keys(VALUES) as IdxType[];
const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

for (const type of TYPES) {
  for (const shape of [[6], [3, 2], [1, 2, 3], [2, 1, 1, 3]]) {
    Deno.test(`readIdx() reads ${type} of shape [${shape}]`, async () => {
      const file = idxFile(type, shape, VALUES[type]);
      for (const bytes of [file, await gzip(file)]) {
        for (const chunk of [1, 3, 1000]) {
          const idx = await open(bytes, chunk);
          assertEquals(idx.type, type);
          assertEquals(idx.shape, shape);
          assertEquals(idx.itemShape, shape.slice(1));
          const all = await idx.readAll();
          assertInstanceOf(all, ARRAYS[type]);
          assertEquals([...all], VALUES[type]);

          const items = await Array.fromAsync(await open(bytes, chunk));
          assertEquals(items.length, shape[0]);
          assert(items.every((item) => item instanceof ARRAYS[type]));
          assertEquals(items.flatMap((item) => [...item]), VALUES[type]);
        }
      }
    });
  }
}

Deno.test("readIdx() gives back any file, however its chunks fall", async () => {
  const files = fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 5 }), {
      minLength: 1,
      maxLength: 4,
    }),
    type: fc.constantFrom(...TYPES),
    chunk: fc.integer({ min: 1, max: 64 }),
    members: fc.integer({ min: 0, max: 3 }), // 0: plain
    items: fc.integer({ min: 1, max: 7 }),
    seed: fc.integer({ min: 0, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(files, async (file) => {
      const { shape, type, chunk, members, items, seed } = file;
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Array.from(
        { length: size },
        (_, i) => (seed + 3 * i) % 100,
      );
      const plain = idxFile(type, shape, values);
      const parts: Uint8Array[] = [];
      for (let i = 0; i < members; i++) {
        const cut = (i: number) => Math.floor(i * plain.length / members);
        parts.push(await gzip(plain.slice(cut(i), cut(i + 1))));
      }
      const bytes = members === 0 ? plain : concat(...parts);
      assertEquals(await read(bytes, chunk), values);
      const chunks = await Array.fromAsync(
        (await open(bytes, chunk)).chunks(items),
      );
      assertEquals(chunks.flatMap((part) => [...part]), values);
      assertEquals(chunks.length, Math.ceil(shape[0]! / items));
    }),
    { numRuns: 100, seed: 1 },
  );
});

Deno.test("readIdx() reads a file of no items", async () => {
  const file = idxFile("int16", [0, 2], []);
  assertEquals(await read(file), []);
  assertEquals(await Array.fromAsync(await open(await gzip(file))), []);
});

Deno.test("readIdx() reads gzip cut into members anywhere", async () => {
  for (let cut = 0; cut <= SMALL.length; cut++) {
    const members = [SMALL.slice(0, cut), SMALL.slice(cut)].map(gzip);
    const bytes = concat(...await Promise.all(members));
    assertEquals(await read(bytes), [1, 2, 3, 4, 5, 6]);
    assertEquals(await read(bytes, 1), [1, 2, 3, 4, 5, 6]);
  }
});

Deno.test("readIdx() skips empty chunks", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of SMALL) {
        controller.enqueue(new Uint8Array(0));
        controller.enqueue(new Uint8Array([byte]));
      }
      controller.enqueue(new Uint8Array(0));
      controller.close();
    },
  });
  const all = await (await readIdx(stream)).readAll();
  assertEquals([...all], [1, 2, 3, 4, 5, 6]);
});

Deno.test("readIdx() gives items that share no memory with the chunks", async () => {
  const bytes = idxFile("uint8", [100, 1], Array(100).fill(1));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const items = await Array.fromAsync(await readIdx(stream));
  bytes.fill(9);
  assert(items.every((item) => item.length === 1 && item[0] === 1));
  assert(items.every((item) => item.buffer.byteLength === 1));
});

Deno.test("readIdx() reads with the right byteLength, also the densest gzip", async () => {
  const size = 4_000_000;
  const plain = new Uint8Array(8 + size);
  plain.set(idxFile("uint8", [size], []));
  const packed = await gzip(plain);
  assert(packed.length < size / 900); // all zeros: near the limit of 1032
  for (const bytes of [plain, packed]) {
    const idx = await readIdx(new TestStream(bytes).stream, {
      byteLength: bytes.length,
    });
    assertEquals((await idx.readAll()).length, size);
  }
});

Deno.test("readIdx() stops an endless file where its header ends it", async () => {
  const zeros = new Uint8Array(2 ** 20);
  const packedZeros = await gzip(zeros);
  const starts = [
    { start: SMALL, more: zeros },
    { start: await gzip(SMALL), more: packedZeros }, // a bomb of members
    {
      start: await gzip(concat(SMALL, zeros.subarray(0, 1000))),
      more: packedZeros,
    },
  ];
  for (const { start, more } of starts) {
    for (const items of [false, true]) {
      let [pulls, canceled] = [0, false];
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue((pulls++ === 0 ? start : more).slice());
        },
        cancel() {
          canceled = true;
        },
      }, { highWaterMark: 0 });
      const idx = await readIdx(stream);
      await assertRejects(
        () => items ? Array.fromAsync(idx) : idx.readAll(),
        IdxError,
        "expected 22 bytes as its header promises, received more",
      );
      assert(canceled);
      assert(pulls < 100);
    }
  }
});

Deno.test("readIdx() stops the stream on break, error and cancel", async () => {
  const file = idxFile("uint8", [1000, 3], Array(3000).fill(1));
  for (const bytes of [file, await gzip(file)]) {
    const broken = new TestStream(bytes, { chunk: 10, endless: true });
    for await (const item of await readIdx(broken.stream)) {
      assertEquals(item.length, 3);
      break;
    }
    assert(broken.canceled);

    const dropped = new TestStream(bytes, { chunk: 10, endless: true });
    const idx = await readIdx(dropped.stream);
    await idx.cancel();
    await idx.cancel(); // again does no harm
    assert(dropped.canceled);
    assertThrows(() => idx.chunks(1), TypeError, "call readIdx() again");
  }
  const text = new TextEncoder().encode("something else entirely ".repeat(3));
  const wrong = new TestStream(text, { chunk: 70, endless: true });
  await assertRejects(() => readIdx(wrong.stream), IdxError);
  assert(wrong.canceled);
});

Deno.test("readIdx() lets an error of the stream through as it is", async () => {
  const error = new RangeError("the network is down"); // no error of ours
  const packed = await gzip(SMALL);
  for (const bytes of [SMALL, packed]) {
    for (const length of [0, 1, 2, 10, bytes.length - 1]) {
      const { stream } = new TestStream(bytes.slice(0, length), { error });
      const thrown = await assertRejects(async () =>
        await (await readIdx(stream)).readAll()
      );
      assertStrictEquals(thrown, error);
    }
  }
});

Deno.test("IdxReader is read once", async () => {
  const idx = await open(SMALL);
  await idx.readAll();
  await assertRejects(
    () => idx.readAll(),
    TypeError,
    "Cannot read IDX file: expected items that are not read yet",
  );
  assertThrows(() => idx[Symbol.asyncIterator](), TypeError);
});
