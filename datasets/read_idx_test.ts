import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { concat, gzip, idxFile, TestStream } from "./_testing.ts";
import { IdxError } from "./idx_error.ts";
import { type IdxReader, type IdxType, readIdx } from "./read_idx.ts";

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

const SMALL = idxFile("uint8", [2, 1, 3], [1, 2, 3, 4, 5, 6]);

function open(
  bytes: Uint8Array<ArrayBuffer>,
  chunk?: number,
): Promise<IdxReader> {
  const options = chunk === undefined ? {} : { chunk };
  return readIdx(new TestStream(bytes, options).stream);
}

async function read(
  bytes: Uint8Array<ArrayBuffer>,
  chunk?: number,
): Promise<number[]> {
  return [...await (await open(bytes, chunk)).readAll()];
}

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

Deno.test("readIdx() checks the wanted type", async () => {
  const { stream } = new TestStream(SMALL);
  const idx = await readIdx(stream, { type: "uint8" });
  const all: Uint8Array = await idx.readAll(); // typed by the option
  assertEquals(all.length, 6);

  const other = new TestStream(SMALL, { chunk: 5, endless: true });
  await assertRejects(
    () => readIdx(other.stream, { type: "float32", name: "a.idx" }),
    IdxError,
    "Cannot read a.idx: expected elements of float32, received uint8: " +
      "check that it is the right file",
  );
  assert(other.canceled);
});

Deno.test("readIdx() refuses what is no stream of bytes, or is being read", async () => {
  const cases: [unknown, string][] = [
    [new Uint8Array(9), "received Uint8Array"],
    [new Response("a"), "received Response"],
    [undefined, "received undefined"],
  ];
  for (const [source, received] of cases) {
    await assertRejects(
      () => readIdx(source as ReadableStream<Uint8Array>, { name: "a.idx" }),
      TypeError,
      `Cannot read a.idx: expected a ReadableStream, ${received}: that of ` +
        "bytes is new Blob([bytes]).stream(), that of a response is its body",
    );
  }
  const { stream } = new TestStream(SMALL);
  await readIdx(stream);
  await assertRejects(
    () => readIdx(stream),
    TypeError,
    "Cannot read IDX file: expected a stream that nobody reads, received a " +
      "locked one: open it again",
  );
  const text = ReadableStream.from(["text"]) as unknown;
  await assertRejects(
    () => readIdx(text as ReadableStream<Uint8Array>),
    TypeError,
    "Cannot read stream: expected chunks of bytes, each a Uint8Array, received " +
      "string",
  );
});

const ascii = (text: string) => new TextEncoder().encode(text);
const refusals: { what: string; bytes: Uint8Array; message: string }[] = [
  {
    what: "an empty file",
    bytes: new Uint8Array(0),
    message: "expected a header of at least 8 bytes, received an empty file: " +
      "copy or download it again",
  },
  {
    what: "a cut magic number",
    bytes: SMALL.slice(0, 3),
    message: "expected a header of at least 8 bytes, received 3 bytes",
  },
  {
    what: "a cut header",
    bytes: SMALL.slice(0, 15),
    message: "expected a header of 16 bytes, received 15 bytes: the file is " +
      "cut, so copy or download it again",
  },
  {
    what: "a cut file",
    bytes: SMALL.slice(0, -1),
    message: "expected 22 bytes as its header promises, received fewer: " +
      "the file is cut, so copy or download it again",
  },
  {
    what: "trailing bytes",
    bytes: concat(SMALL, new Uint8Array(1)),
    message: "expected 22 bytes as its header promises, received more",
  },
  {
    what: "a wrong magic number",
    bytes: concat(new Uint8Array([0, 1]), SMALL.slice(2)),
    message:
      "expected an IDX file, whose magic number starts with 0x00 0x00, " +
      "received 0x00 0x01",
  },
  {
    what: "an unknown type",
    bytes: concat(new Uint8Array([0, 0, 0x0a]), SMALL.slice(3)),
    message: "expected an element type of 0x08 (uint8), 0x09 (int8), 0x0b " +
      "(int16), 0x0c (int32), 0x0d (float32), 0x0e (float64), received 0x0a",
  },
  {
    what: "rank 0",
    bytes: new Uint8Array([0, 0, 8, 0, 1, 2, 3, 4]),
    message: "expected a rank of at least 1, received rank 0",
  },
  {
    what: "sizes that overflow",
    bytes: idxFile("float64", [2 ** 32 - 1, 2 ** 21, 1], []),
    message: "expected fewer than 2^53 bytes, received shape " +
      "[4294967295, 2097152, 1] of float64",
  },
  {
    what: "sizes that overflow times zero items",
    bytes: idxFile("uint8", [0, 2 ** 32 - 1, 2 ** 32 - 1], []),
    message: "expected fewer than 2^53 bytes",
  },
  {
    what: "billions of empty items",
    bytes: idxFile("uint8", [2 ** 32 - 1, 0], []),
    message: "expected items of at least one element, received shape " +
      "[4294967295, 0]",
  },
  {
    what: "a web page",
    bytes: ascii("\n<!DOCTYPE html><html>"),
    message:
      'expected an IDX file, received a web page ("<!DOCTYPE html><html' +
      '" ...): check the address that it was downloaded from',
  },
  {
    what: "a web page with a byte order mark",
    bytes: ascii("\ufeff<html>"),
    message: "expected an IDX file, received a web page",
  },
  {
    what: "the error message of a store",
    bytes: ascii('<?xml version="1.0"?><Error>'),
    message: "expected an IDX file, received a web page",
  },
];

for (const { what, bytes, message } of refusals) {
  Deno.test(`readIdx() refuses ${what}, plain and packed`, async () => {
    const plain = Uint8Array.from(bytes);
    for (const file of [plain, await gzip(plain)]) {
      for (const chunk of [1, 1000]) {
        const source = new TestStream(file, { chunk });
        const error = await assertRejects(
          async () => await (await readIdx(source.stream)).readAll(),
          IdxError,
          `Cannot read IDX file: ${message}`,
        );
        assertEquals(error.name, "IdxError");
        await assertRejects(
          async () => await Array.fromAsync(await open(file, chunk)),
          IdxError,
          message,
        );
      }
    }
  });
}

Deno.test("readIdx() refuses every cut of a file, plain and packed", async () => {
  for (const file of [SMALL, await gzip(SMALL)]) {
    for (let length = 0; length < file.length; length++) {
      for (const chunk of [1, 1000]) {
        await assertRejects(() => read(file.slice(0, length), chunk), IdxError);
      }
    }
  }
});

Deno.test("readIdx() refuses a gzip with any byte flipped, or reads it right", async () => {
  const file = await gzip(SMALL);
  for (let i = 0; i < file.length; i++) {
    const broken = file.with(i, file[i]! ^ 0xff);
    const result = await read(broken).catch((error) => error);
    if (result instanceof IdxError) continue;
    assertEquals(result, [1, 2, 3, 4, 5, 6]); // such as another time stamp
  }
});

Deno.test("readIdx() refuses damaged gzip", async () => {
  const file = await gzip(SMALL);
  const checksum = file.with(-6, file.at(-6)! ^ 1);
  await assertRejects(
    () => read(checksum),
    IdxError,
    "Cannot read IDX file: expected whole gzip data, received damaged data " +
      "(incorrect data check): download or copy the file again",
  );
  const padded = concat(file, Uint8Array.of(0));
  const { message } = await assertRejects(() => read(padded), IdxError);
  assertEquals(
    message,
    "Cannot read IDX file: expected whole gzip data, received bytes after " +
      "its end: download or copy the file again",
  );
  for (const extra of [[0], [0, 0, 0, 0], [1, 2, 3], [0, ...file]]) {
    for (const chunk of [1, 1000]) {
      await assertRejects(
        () => read(concat(file, Uint8Array.from(extra)), chunk),
        IdxError,
        "expected whole gzip data",
      );
    }
  }
});

Deno.test("readIdx() asks for no memory that a header only promises", async () => {
  const header = [2 ** 32 - 1, 1000, 1000]; // 4 PB
  const file = concat(idxFile("uint8", header, []), new Uint8Array(100));
  for (const bytes of [file, await gzip(file)]) {
    await assertRejects(() => read(bytes), IdxError, "received fewer");
    await assertRejects(
      async () => await Array.fromAsync((await open(bytes)).chunks(2 ** 31)),
      IdxError,
      "received fewer",
    );
  }
});

Deno.test("readIdx() says how to read what memory cannot hold", async () => {
  const file = idxFile("uint8", [2 ** 32 - 1, 1000], [1, 2, 3]);
  const byteLength = 12 + (2 ** 32 - 1) * 1000; // as of a file on disk
  const idx = await readIdx(new TestStream(file).stream, { byteLength });
  await assertRejects(
    () => idx.readAll(),
    IdxError,
    "Cannot read IDX file: expected 4096000 MiB of memory, received less: " +
      "read it in parts with chunks()",
  );
});

Deno.test("readIdx() refuses at once what cannot be in byteLength", async () => {
  const file = idxFile("uint8", [1000, 1000], [1, 2, 3]);
  const { length } = file;
  await assertRejects(
    () => readIdx(new TestStream(file).stream, { byteLength: length }),
    IdxError,
    "Cannot read IDX file: expected 1000012 bytes as its header promises, " +
      "received 15: the file is cut or damaged, so copy or download it again",
  );
  const packed = await gzip(file);
  await assertRejects(
    () => readIdx(new TestStream(packed).stream, { byteLength: packed.length }),
    IdxError,
    `received ${packed.length} bytes of gzip`,
  );
  await assertRejects(
    () => readIdx(new TestStream(SMALL).stream, { byteLength: 23 }),
    IdxError,
    "expected 22 bytes as its header promises, received 23",
  );
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

Deno.test("readIdx() refuses a senseless byteLength", async () => {
  for (const byteLength of [-1, 1.5, NaN]) {
    const source = new TestStream(SMALL, { endless: true });
    await assertRejects(
      () => readIdx(source.stream, { byteLength }),
      RangeError,
      "Cannot read IDX file: expected byteLength to be a whole number >= 0, " +
        `received ${byteLength}`,
    );
    assert(source.canceled);
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
  const text = ascii("something else entirely ".repeat(3));
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

Deno.test("IdxReader.chunks() refuses a senseless number of items", async () => {
  for (const items of [0, -1, 1.5, NaN, Infinity]) {
    const idx = await open(SMALL);
    assertThrows(
      () => idx.chunks(items),
      RangeError,
      "Cannot read IDX file in chunks: expected items to be a whole number " +
        `>= 1, received ${items}`,
    );
    await idx.cancel();
  }
});
