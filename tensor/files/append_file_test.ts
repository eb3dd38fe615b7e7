import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn } from "./_testing.ts";
import { appendFile } from "./append_file.ts";
import { FileError } from "./file_error.ts";

directoryTest(
  "appendFile() makes a file, and adds to the end of one",
  async (directory) => {
    const path = `${directory}/a`;
    await appendFile(path, Uint8Array.of(1, 2));
    await appendFile(path, Uint8Array.of(3));
    assertEquals(await Deno.readFile(path), Uint8Array.of(1, 2, 3));
    assertEquals(namesIn(directory), ["a"]);
  },
);

directoryTest("appendFile() says what is in the way", async (directory) => {
  await assertRejects(
    () => appendFile(directory, Uint8Array.of(1)),
    FileError,
    `Cannot write ${directory}: expected a file, received a directory`,
  );
});
