import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { open, read, SMALL } from "./_read_idx_testing.ts";
import { concat, gzip, idxFile, TestStream } from "./_testing.ts";
import { IdxError } from "./idx_error.ts";
import { readIdx } from "./read_idx.ts";

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
