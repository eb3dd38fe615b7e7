import { assertEquals, assertRejects } from "@std/assert";
import { type FileSystem, fileSystem } from "./_node.ts";
import { temporaryOf, tryTemporary } from "./_temporary.ts";
import { directoryTest, namesIn } from "./_testing.ts";

const failure = Object.assign(new Error("EIO"), { code: "EIO" });

/** The real file system, where some of it is changed. */
function changed(changes: Partial<FileSystem>): FileSystem {
  return { ...fileSystem(), ...changes };
}

directoryTest(
  "tryTemporary() removes what earlier trials and writes of the name left",
  async (directory) => {
    const others = ["a", "b.tmp", temporaryOf("b")];
    for (const name of [...others, temporaryOf("a"), temporaryOf("")]) {
      await Deno.writeFile(`${directory}/${name}`, Uint8Array.of(1));
    }
    await tryTemporary(fileSystem(), directory, "");
    await tryTemporary(fileSystem(), directory, "a");
    assertEquals(namesIn(directory), others.sort());
  },
);

directoryTest(
  "tryTemporary() leaves nothing where it cannot close its file",
  async (directory) => {
    const fs = changed({
      async open(path, flags) {
        const file = await fileSystem().open(path, flags);
        const { close } = file;
        file.close = async () => {
          await close.call(file);
          throw failure;
        };
        return file;
      },
    });
    await assertRejects(() => tryTemporary(fs, directory, "a"), Error, "EIO");
    assertEquals(namesIn(directory), []);
  },
);

directoryTest(
  "tryTemporary() leaves to the next one what it cannot remove",
  async (directory) => {
    const fs = changed({ unlink: () => Promise.reject(failure) });
    await assertRejects(() => tryTemporary(fs, directory, "a"), Error, "EIO");
    assertEquals(namesIn(directory).length, 1);
    await tryTemporary(fileSystem(), directory, "a");
    assertEquals(namesIn(directory), []);
  },
);

directoryTest(
  "tryTemporary() lets many try at once",
  async (directory) => {
    const trials = Array.from(
      { length: 30 },
      () => tryTemporary(fileSystem(), directory, "a"),
    );
    await Promise.all(trials);
    assertEquals(namesIn(directory), []);
  },
);
