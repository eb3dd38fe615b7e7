import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type FileSystem, fileSystem } from "./_node.ts";
import { replaceFile } from "./_replace_file.ts";
import { directoryTest, namesIn } from "./_testing.ts";

const OLD = Uint8Array.of(1, 1, 1, 1);
const NEW = Uint8Array.of(2, 2, 2, 2);
const STRAY = "a.123e4567-e89b-42d3-a456-426614174000.tmp";

/** The real file system; `before` is told of each call, and may make it fail. */
function watched(before: (call: string) => void): FileSystem {
  const fs = fileSystem();
  const watch = (name: keyof FileSystem) => async (...args: unknown[]) => {
    before(name);
    return await (fs[name] as (...args: unknown[]) => unknown)(...args);
  };
  const partial = {
    readdir: watch("readdir"),
    unlink: watch("unlink"),
    rename: watch("rename"),
    async open(path: string, flags: string) {
      before("open");
      const file = await fs.open(path, flags);
      return {
        async writeFile(bytes: Uint8Array) {
          await file.writeFile(bytes.subarray(0, 2));
          before("write");
          await file.writeFile(bytes.subarray(2));
        },
        async sync() {
          before("sync");
          await file.sync();
        },
        async close() {
          await file.close();
          before("close");
        },
      };
    },
  };
  return partial as unknown as FileSystem;
}

/** Makes a directory with the old file and a stray in it. */
async function prepare(directory: string): Promise<string> {
  const path = `${directory}/a`;
  await Deno.writeFile(path, OLD);
  await Deno.writeFile(`${directory}/${STRAY}`, NEW.subarray(0, 2));
  return path;
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const CALLS = [
  ...["readdir", "unlink"], // the stray
  ...["open", "write", "sync", "close", "rename"],
  ...["open", "sync", "close"], // the directory
];

directoryTest("replaceFile() flushes, renames, flushes", async (directory) => {
  const path = await prepare(directory);
  const calls: string[] = [];
  await replaceFile(watched((call) => calls.push(call)), path, NEW);
  assertEquals(calls, CALLS);
  assertEquals(await Deno.readFile(path), NEW);
  assertEquals(namesIn(directory), ["a"]);
});

directoryTest(
  "replaceFile() removes no file but those that it left",
  async (directory) => {
    const path = await prepare(directory);
    const others = [
      `${STRAY}.gz`,
      STRAY.replace("a.", "b."),
      STRAY.replace("a.", "ab."),
      "a.tmp",
      "a.123e4567.tmp",
    ];
    for (const name of others) {
      await Deno.writeFile(
        `${directory}/${name}`,
        OLD,
      );
    }
    await replaceFile(fileSystem(), path, NEW);
    assertEquals(namesIn(directory), ["a", ...others].sort());
  },
);

for (const [at, call] of CALLS.entries()) {
  directoryTest(
    `replaceFile() leaves one whole file when call ${at}, ${call}, fails`,
    async (directory) => {
      const path = await prepare(directory);
      const error = systemError("EIO");
      let count = 0;
      const fs = watched(() => {
        if (count++ === at) throw error;
      });
      const work = replaceFile(fs, path, NEW);
      if (at < 2) await work; // a stray may stay
      else assertStrictEquals(await assertRejects(() => work), error);
      const replaced = at < 2 || at > CALLS.indexOf("rename");
      assertEquals(await Deno.readFile(path), replaced ? NEW : OLD);
      assertEquals(namesIn(directory), at < 2 ? ["a", STRAY] : ["a"]);
    },
  );

  directoryTest(
    `replaceFile() leaves one whole file when all stops at call ${at}, ${call}`,
    async (directory) => {
      const path = await prepare(directory);
      let count = 0;
      const fs = watched(() => {
        if (count++ >= at) throw systemError("EIO");
      });
      await assertRejects(() => replaceFile(fs, path, NEW), Error, "EIO");
      const replaced = at > CALLS.indexOf("rename");
      assertEquals(await Deno.readFile(path), replaced ? NEW : OLD);
      await replaceFile(fileSystem(), path, NEW);
      assertEquals(await Deno.readFile(path), NEW);
      assertEquals(namesIn(directory), ["a"]);
    },
  );
}

directoryTest(
  "replaceFile() does without a flush of the directory",
  async (directory) => {
    const path = await prepare(directory);
    for (const code of ["EISDIR", "EPERM", "EINVAL", "EACCES"]) {
      let renamed = false;
      const fs = watched((call) => {
        if (renamed && call !== "close") throw systemError(code);
        renamed ||= call === "rename";
      });
      await replaceFile(fs, path, NEW);
    }
  },
);

directoryTest(
  "replaceFile() tries again when its temporary file is taken for a stray",
  async (directory) => {
    const path = await prepare(directory);
    const calls: string[] = [];
    const fs = watched((call) => {
      const first = call === "rename" && !calls.includes("rename");
      calls.push(call);
      if (!first) return;
      const [, temporary] = namesIn(directory);
      Deno.removeSync(`${directory}/${temporary}`);
    });
    await replaceFile(fs, path, NEW);
    assertEquals(await Deno.readFile(path), NEW);
    assertEquals(namesIn(directory), ["a"]);
    assertEquals(calls.filter((call) => call === "rename").length, 2);
    // or two that write would keep removing what the other has
    assertEquals(calls.filter((call) => call === "readdir").length, 1);
  },
);

directoryTest(
  "replaceFile() gives up when its temporary file is there",
  async (directory) => {
    const path = await prepare(directory);
    const fs = watched((call) => {
      if (call === "rename") throw systemError("ENOENT");
    });
    await assertRejects(() => replaceFile(fs, path, NEW), Error, "ENOENT");
    assertEquals(namesIn(directory), ["a"]);
  },
);

directoryTest(
  "replaceFile() gives up when it cannot remove its temporary file",
  async (directory) => {
    const path = await prepare(directory);
    const fs = watched((call) => {
      if (call === "rename" || call === "unlink") throw systemError("EIO");
    });
    await assertRejects(() => replaceFile(fs, path, NEW), Error, "EIO");
  },
);

directoryTest(
  "replaceFile() lets many write one file at once",
  async (directory) => {
    const path = await prepare(directory);
    await Promise.all(
      Array.from(
        { length: 30 },
        (_, i) =>
          replaceFile(fileSystem(), path, new Uint8Array(100_000).fill(i)),
      ),
    );
    const bytes = await Deno.readFile(path);
    assertEquals(bytes, new Uint8Array(100_000).fill(bytes[0]!));
    assertEquals(namesIn(directory), ["a"]);
  },
);
