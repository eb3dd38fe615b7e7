import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn, withFileSystem } from "./_testing.ts";
import { assertWritable } from "./assert_writable.ts";
import { FileError } from "./file_error.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";

directoryTest(
  "assertWritable() leaves the directory as it was",
  async (directory) => {
    const path = `${directory}/a`;
    await assertWritable(path);
    assertEquals(namesIn(directory), []);
    await Deno.writeFile(path, Uint8Array.of(1));
    await assertWritable(path);
    assertEquals(namesIn(directory), ["a"]);
    assertEquals(await Deno.readFile(path), Uint8Array.of(1));
  },
);

directoryTest("assertWritable() says what is in the way", async (directory) => {
  const file = `${directory}/a`;
  await Deno.writeFile(file, Uint8Array.of(1));
  const cases = [
    [directory, "EISDIR"],
    [`${directory}/b/c`, "ENOENT"],
    [`${file}/c`, "ENOTDIR"],
  ] as const;
  for (const [path, code] of cases) {
    const error = await assertRejects(
      () => assertWritable(path),
      FileError,
      `Cannot write ${path}: expected `,
    );
    assertEquals(error.code, code);
  }
  const open = () =>
    Promise.reject(Object.assign(new Error("EROFS"), { code: "EROFS" }));
  await withFileSystem({ open }, async () => {
    const { code } = await assertRejects(() => assertWritable(file), FileError);
    assertEquals(code, "EROFS");
  });
});

Deno.test({
  name: "assertWritable() names the flags that writeFile() needs",
  permissions: { read: false, write: false },
  async fn() {
    const { flag } = await assertRejects(
      () => assertWritable("data/a"),
      MissingPermissionError,
      "Cannot write data/a",
    );
    assertEquals(flag, "--allow-read=data --allow-write=data");
  },
});
