import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn, withFileSystem } from "./_testing.ts";
import { copyFile } from "./copy_file.ts";
import { FileError } from "./file_error.ts";

directoryTest("copyFile() makes a copy, or replaces one", async (directory) => {
  const [source, target] = [`${directory}/a`, `${directory}/b`];
  for (const bytes of [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]) {
    await Deno.writeFile(source, bytes);
    await copyFile(source, target);
    assertEquals(await Deno.readFile(target), bytes);
    assertEquals(await Deno.readFile(source), bytes);
    assertEquals(namesIn(directory), ["a", "b"]);
  }
});

directoryTest(
  "copyFile() says which of the two files it is about",
  async (directory) => {
    const [source, missing] = [`${directory}/a`, `${directory}/b`];
    await assertRejects(
      () => copyFile(missing, source),
      FileError,
      `Cannot read ${missing}: expected a file, received no such file`,
    );
    assertEquals(namesIn(directory), []);
    const stats = { isFile: () => false, isDirectory: () => false };
    const changes = {
      stat: () => Promise.resolve(stats as never),
      readFile: () => new Promise<never>(() => {}), // as of a pipe
    };
    await withFileSystem(changes, async () => {
      await assertRejects(
        () => copyFile(source, missing),
        FileError,
        `Cannot read ${source}: expected a file, received a device or a pipe`,
      );
    });
    await Deno.writeFile(source, Uint8Array.of(1));
    await assertRejects(
      () => copyFile(source, `${missing}/c`),
      FileError,
      `Cannot write ${missing}/c: expected a directory for it`,
    );
  },
);
