import { assertEquals, assertRejects } from "@std/assert";
import { directoryTest, namesIn, withFileSystem } from "./_testing.ts";
import { FileError } from "./file_error.ts";
import { makeDirectory } from "./make_directory.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";

directoryTest(
  "makeDirectory() makes what is missing, and leaves nothing in it",
  async (directory) => {
    const path = `${directory}/a/b`;
    for (let again = 0; again < 2; again++) {
      await makeDirectory(path);
      assertEquals(namesIn(path), []);
    }
  },
);

directoryTest(
  "makeDirectory() says what is in the way",
  async (directory) => {
    const path = `${directory}/a`;
    await Deno.writeFile(path, Uint8Array.of(1));
    const cases = [[path, "EEXIST"], [`${path}/b`, "ENOTDIR"]] as const;
    for (const [path, code] of cases) {
      const error = await assertRejects(
        () => makeDirectory(path),
        FileError,
        `Cannot write ${path}: expected `,
      );
      assertEquals(error.code, code);
    }
  },
);

directoryTest(
  "makeDirectory() refuses a directory that is there and cannot be written",
  async (directory) => {
    const open = () =>
      Promise.reject(Object.assign(new Error("EROFS"), { code: "EROFS" }));
    await withFileSystem({ open }, async () => {
      await assertRejects(
        () => makeDirectory(directory),
        FileError,
        `Cannot write ${directory}: expected a disk that can be written, ` +
          "received a read-only one: write elsewhere",
      );
    });
  },
);

Deno.test({
  name: "makeDirectory() names the flags for the directory itself",
  permissions: { read: false, write: false },
  async fn() {
    const error = await assertRejects(
      () => makeDirectory("data/b"),
      MissingPermissionError,
      "Cannot write data/b",
    );
    assertEquals(error.flag, "--allow-read=data/b --allow-write=data/b");
  },
});
