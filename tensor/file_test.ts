import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { readSafetensors, writeFile } from "./file.ts";
import {
  directoryTest,
  namesIn,
  withFileSystem,
  withProcess,
} from "./files/_testing.ts";
import { FileError } from "./files/file_error.ts";
import { MissingPermissionError } from "./files/missing_permission_error.ts";
import { UnavailableError } from "./files/unavailable_error.ts";

const ONE = Uint8Array.of(1);
const write = (path: string): Promise<void> => writeFile(path, ONE);
const read = async (path: string): Promise<void> => {
  await readSafetensors(path);
};

directoryTest(
  "writeFile() writes or replaces a file, and leaves nothing beside",
  async (directory) => {
    const path = `${directory}/a`;
    for (const length of [0, 3, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i);
      await writeFile(path, bytes);
      assertEquals(await Deno.readFile(path), bytes);
      assertEquals(namesIn(directory), ["a"]);
    }
  },
);

directoryTest(
  "writeFile() replaces the file that a link leads to",
  async (directory) => {
    const inside = `${directory}/inside`;
    await Deno.mkdir(inside);
    await write(`${inside}/a`);
    await Deno.symlink("inside/a", `${directory}/link`);
    await writeFile(`${directory}/link`, Uint8Array.of(2));
    assertEquals(await Deno.readFile(`${inside}/a`), Uint8Array.of(2));
    assertEquals(await Deno.readLink(`${directory}/link`), "inside/a");
    assertEquals([namesIn(directory), namesIn(inside)], [["inside", "link"], [
      "a",
    ]]);
  },
);

directoryTest(
  "writeFile() asks for a plain file by the path that it was given",
  async (directory) => {
    await Deno.mkdir(`${directory}/real`);
    await Deno.symlink("real", `${directory}/link`); // which is permitted
    const refuse = () => Promise.reject(new Error("NotCapable"));
    await withFileSystem({ realpath: refuse as never }, async () => {
      for (let again = 0; again < 2; again++) {
        await write(`${directory}/link/a`);
      }
    });
    assertEquals(namesIn(`${directory}/real`), ["a"]);
  },
);

directoryTest(
  "writeFile() leaves a link that leads to itself",
  async (directory) => {
    const path = `${directory}/link`;
    await Deno.symlink("link", path);
    const error = await assertRejects(() => write(path), FileError);
    assertEquals(error.code, "ELOOP");
    assertEquals(await Deno.readLink(path), "link");
  },
);

directoryTest(
  "files say what is in the way, and what to do",
  async (directory) => {
    await write(`${directory}/file`);
    await Deno.mkdir(`${directory}/full/directory`, { recursive: true });
    const cases: [(path: string) => Promise<void>, string, string, string][] = [
      [
        read,
        "absent",
        "ENOENT",
        "expected a file, received no such file: check the path",
      ],
      [
        read,
        "full",
        "EISDIR",
        "expected a file, received a directory: move it away, or give the path " +
        "of a file",
      ],
      [
        read,
        "file/a",
        "ENOTDIR",
        "expected directories above it, received a file: give the directory " +
        "that the file is in",
      ],
      [
        write,
        "absent/a",
        "ENOENT",
        "expected a directory for it, received none: make it first",
      ],
      [
        write,
        "full",
        "EISDIR",
        "expected a file, received a directory: move it away, or write elsewhere",
      ],
      [
        write,
        "file/a",
        "ENOTDIR",
        "expected directories above it, received a file: move it away, or write " +
        "elsewhere",
      ],
    ];
    for (const [work, name, code, reason] of cases) {
      const path = `${directory}/${name}`;
      const error = await assertRejects(() => work(path), FileError);
      const access = work === read ? "read" : "write";
      assertEquals(error.message, `Cannot ${access} ${path}: ${reason}`);
      assertEquals([error.path, error.code], [path, code]);
      assert(!(error.cause instanceof FileError));
      assertEquals(namesIn(directory), ["file", "full"]);
    }
  },
);

Deno.test("files refuse devices and pipes", async () => {
  const stats = { isFile: () => false, isDirectory: () => false };
  const stat = () => Promise.resolve(stats as never);
  await withFileSystem({ stat }, async () => {
    await assertRejects(
      () => read("/dev/zero"),
      FileError,
      "Cannot read /dev/zero: expected a file, received a device or a pipe: " +
        "give the path of a file",
    );
    await assertRejects(
      () => write("/dev/full"),
      FileError,
      "Cannot write /dev/full: expected a file, received a device or a pipe: " +
        "write elsewhere",
    );
  });
});

Deno.test({
  name: "files name the flags for the directory when they are missing",
  permissions: { read: false, write: false },
  async fn() {
    const cases: [() => Promise<unknown>, string, string][] = [
      [() => read("data/a"), "read data/a", "--allow-read=data"],
      [() => read("a"), "read a", "--allow-read=."],
      // a comma separates directories
      [() => read("a/b,c/d/e"), "read a/b,c/d/e", "--allow-read=a"],
      [() => read("/a,b/c"), "read /a,b/c", "--allow-read=/"],
      [() => read("my data/a"), "read my data/a", '"--allow-read=my data"'],
      [
        () => write("data/a"),
        "write data/a",
        "--allow-read=data --allow-write=data",
      ],
      [
        () => write("my data/a"),
        "write my data/a",
        '"--allow-read=my data" "--allow-write=my data"',
      ],
    ];
    for (const [work, action, flag] of cases) {
      const error = await assertRejects(work, MissingPermissionError);
      assertEquals(
        error.message,
        `Cannot ${action}: expected the permission to, received none: ` +
          `run again with ${flag}`,
      );
      assertEquals(error.flag, flag);
      assertEquals((error.cause as Error).name, "NotCapable");
    }
  },
});

directoryTest("files name the flag that devices need", async () => {
  await assertRejects(
    () => read("/dev/full"),
    MissingPermissionError,
    "received none: run again with --allow-all",
  );
});

Deno.test("files let an error through that is not the system's", async () => {
  const mistake = new TypeError("no file system");
  const stat = (): Promise<never> => Promise.reject(mistake);
  await withFileSystem({ stat }, async () => {
    assertStrictEquals(await assertRejects(() => read("a")), mistake);
  });
});

Deno.test("files refuse a path that no system has", async () => {
  for (const [access, work] of [["read", read], ["write", write]] as const) {
    await assertRejects(
      () => work("a\0b"),
      RangeError,
      `Cannot ${access} file: expected a path without the character \\u0000, ` +
        'received "a\\u0000b"',
    );
  }
});

Deno.test("files say so where there is no file system", async () => {
  const message =
    "Cannot use files: expected a file system as in Deno, Bun, or Node from " +
    "20.16, received none: fetch the bytes, and work on them in memory";
  for (
    const process of [undefined, {}, { getBuiltinModule: () => undefined }]
  ) {
    await withProcess(process, async () => {
      const error = await assertRejects(() => read("a"), UnavailableError);
      assertEquals(error.message, message);
    });
  }
});
