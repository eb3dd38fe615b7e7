import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn } from "./_testing.ts";
import { FileError } from "./file_error.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";
import { removeFile } from "./remove_file.ts";

directoryTest(
  "removeFile() removes a file that is there",
  async (directory) => {
    const path = `${directory}/a`;
    await Deno.writeFile(path, Uint8Array.of(1));
    for (let again = 0; again < 2; again++) {
      await removeFile(path);
      assertEquals(namesIn(directory), []);
    }
  },
);

directoryTest("removeFile() leaves what is no file", async (directory) => {
  const path = `${directory}/a`;
  await Deno.mkdir(path);
  await assertRejects(
    () => removeFile(path),
    FileError,
    `Cannot write ${path}: expected `,
  );
  assertEquals(namesIn(directory), ["a"]);
});

Deno.test({
  name: "removeFile() names the flag that it wants",
  permissions: { read: false, write: false },
  async fn() {
    const error = await assertRejects(
      () => removeFile("data/b"),
      MissingPermissionError,
      "Cannot write data/b",
    );
    assertEquals(error.flag, "--allow-read=data --allow-write=data");
  },
});
