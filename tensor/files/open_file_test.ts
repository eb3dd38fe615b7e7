import { assertEquals, assertRejects } from "@std/assert";
import { fileSystem } from "./_node.ts";
import { countingOpen, directoryTest, withFileSystem } from "./_testing.ts";
import { FileError } from "./file_error.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";
import { openFile } from "./open_file.ts";

const BYTES = Uint8Array.from({ length: 600_000 }, (_, i) => i);

directoryTest("openFile() streams a file in chunks", async (directory) => {
  const path = `${directory}/a`;
  await Deno.writeFile(path, BYTES);
  const lengths: number[] = [];
  for (const chunkSize of [undefined, 250_000, 1_000_000]) {
    const options = chunkSize === undefined ? {} : { chunkSize };
    const chunks = await Array.fromAsync(await openFile(path, options));
    lengths.push(...chunks.map(({ length }) => length));
    assertEquals(await new Blob(chunks).bytes(), BYTES);
  }
  assertEquals(lengths, [600_000, 250_000, 250_000, 100_000, 600_000]);
  await Deno.truncate(path, 0);
  assertEquals(await Array.fromAsync(await openFile(path)), []);
});

directoryTest(
  "openFile() reads into memory that its reader gives",
  async (directory) => {
    const path = `${directory}/a`;
    await Deno.writeFile(path, BYTES);
    await countingOpen(async (open) => {
      const stream = await openFile(path, { chunkSize: 1000 });
      const reader = stream.getReader({ mode: "byob" });
      let [memory, place] = [new ArrayBuffer(700), 0];
      for (;;) {
        const { done, value } = await reader.read(new Uint8Array(memory));
        if (done) break;
        assertEquals(value, BYTES.subarray(place, place += value.length));
        memory = value.buffer;
      }
      assertEquals([place, open()], [BYTES.length, 0]);
    });
  },
);

directoryTest(
  "openFile() closes its file, however it ends",
  async (directory) => {
    const path = `${directory}/a`;
    await Deno.writeFile(path, BYTES);
    const file = await fileSystem().stat(path);
    await countingOpen(async (open) => {
      for await (const _ of await openFile(path)) assertEquals(open(), 1);
      assertEquals(open(), 0);

      for await (const _ of await openFile(path, { chunkSize: 1 })) break;
      assertEquals(open(), 0);

      await (await openFile(path)).cancel();
      assertEquals(open(), 0);

      const stat = () => Promise.resolve(file as never);
      await withFileSystem({ stat }, async () => {
        const stream = await openFile(directory); // as if it were a file
        assertEquals(open(), 1);
        await assertRejects(
          () => stream.getReader().read(),
          FileError,
          `Cannot read ${directory}: expected a file, received a directory`,
        );
        assertEquals(open(), 0);
      });
    });
  },
);

directoryTest(
  "openFile() refuses at once what is no file",
  async (directory) => {
    await assertRejects(
      () => openFile(directory),
      FileError,
      `Cannot read ${directory}: expected a file, received a directory`,
    );
    const stats = { isFile: () => false, isDirectory: () => false };
    const changes = {
      stat: () => Promise.resolve(stats as never),
      open: () => new Promise<never>(() => {}), // as of a pipe
    };
    await withFileSystem(changes, async () => {
      await assertRejects(
        () => openFile(`${directory}/pipe`),
        FileError,
        `Cannot read ${directory}/pipe: expected a file, received a device or a`,
      );
    });
  },
);

directoryTest(
  "openFile() names a file that is not there",
  async (directory) => {
    const path = `${directory}/a`;
    const error = await assertRejects(
      () => openFile(path),
      FileError,
      `Cannot read ${path}: expected a file, received no such file`,
    );
    assertEquals(error.code, "ENOENT");
  },
);

Deno.test("openFile() refuses a senseless chunk size", async () => {
  for (const chunkSize of [0, 1.5, NaN]) {
    await assertRejects(
      () => openFile("a", { chunkSize }),
      RangeError,
      "Cannot read a: expected chunkSize to be a whole number >= 1, received " +
        chunkSize,
    );
  }
});

Deno.test({
  name: "openFile() names the flag for the directory when it is missing",
  permissions: { read: false },
  async fn() {
    const error = await assertRejects(
      () => openFile("data/a"),
      MissingPermissionError,
    );
    assertEquals(error.flag, "--allow-read=data");
  },
});
