import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path/join";
import { mayUseFiles } from "./_testing.ts";
import { makeDirectory, openFile, readFile, writeFile } from "./file.ts";
import { MissingPermissionError } from "./missing_permission_error.ts";

/** Registers a test that gets a directory of its own. */
function test(name: string, fn: (directory: string) => Promise<void>): void {
  const ignore = !mayUseFiles();
  const suffix = ignore ? " (needs --allow-read --allow-write)" : "";
  Deno.test({
    name: name + suffix,
    ignore,
    sanitizeResources: true,
    sanitizeOps: true,
    async fn() {
      const directory = await Deno.makeTempDir();
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

function names(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name);
}

type FileSystem = typeof import("node:fs").promises;

/** Lets `work` run with another file system. */
async function withFileSystem(
  change: (real: FileSystem) => Partial<FileSystem>,
  work: () => Promise<void>,
): Promise<void> {
  const scope = globalThis as unknown as {
    process: { getBuiltinModule(name: string): { promises: FileSystem } };
  };
  const real = scope.process.getBuiltinModule("node:fs").promises;
  const promises = { ...real, ...change(real) };
  await withProcess({ getBuiltinModule: () => ({ promises }) }, work);
}

async function withProcess(
  value: unknown,
  work: () => Promise<void>,
): Promise<void> {
  const real = Object.getOwnPropertyDescriptor(globalThis, "process")!;
  const fake = { value, configurable: true, writable: true };
  Object.defineProperty(globalThis, "process", fake);
  try {
    await work();
  } finally {
    Object.defineProperty(globalThis, "process", real);
  }
}

test("openFile() streams a file and closes it", async (directory) => {
  const path = join(directory, "a");
  const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i);
  await Deno.writeFile(path, bytes);
  let open = 0;
  await withFileSystem((real) => ({
    async open(...args) {
      const file = await real.open(...args);
      const { close } = file;
      open++;
      file.close = () => {
        open--;
        return close.call(file);
      };
      return file;
    },
  }), async () => {
    const read = await new Response(await openFile(path)).bytes();
    assertEquals(read, bytes);
    assertEquals(open, 0);

    const reader = (await openFile(path)).getReader();
    assertEquals((await reader.read()).value![1], 1);
    assertEquals(open, 1);
    await reader.cancel();
    assertEquals(open, 0);

    await (await openFile(path)).cancel();
    assertEquals(open, 0);

    const stream = await openFile(directory);
    await assertRejects(() => stream.getReader().read(), Error, "EISDIR");
    assertEquals(open, 0);
  });
});

test("openFile() streams an empty file", async (directory) => {
  const path = join(directory, "a");
  await Deno.writeFile(path, new Uint8Array(0));
  assertEquals((await new Response(await openFile(path)).bytes()).length, 0);
});

test("openFile() names a file that is not there", async (directory) => {
  const path = join(directory, "absent");
  await assertRejects(() => openFile(path), Error, path);
});

test("readFile() gives bytes, or undefined if there is no file", async (directory) => {
  const path = join(directory, "a");
  assertEquals(await readFile(path), undefined);
  assertEquals(await readFile(directory), undefined);
  await Deno.writeFile(path, Uint8Array.of(1, 2));
  const bytes = await readFile(path);
  assertEquals(bytes, Uint8Array.of(1, 2)); // not a Buffer
});

test("writeFile() writes or replaces, and leaves nothing beside", async (directory) => {
  const path = join(directory, "a");
  for (const bytes of [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]) {
    await writeFile(path, bytes);
    assertEquals(await Deno.readFile(path), bytes);
    assertEquals(names(directory), ["a"]);
  }
});

test("writeFile() leaves nothing when it fails", async (directory) => {
  const path = join(directory, "taken");
  await Deno.mkdir(join(path, "by a directory"), { recursive: true });
  await assertRejects(() => writeFile(path, Uint8Array.of(1)), Error, path);
  assertEquals(names(directory), ["taken"]);
  await assertRejects(
    () => writeFile(join(directory, "absent", "a"), Uint8Array.of(1)),
    Error,
    "ENOENT",
  );
});

for (const method of ["open", "writeFile", "sync", "rename"] as const) {
  test(`writeFile() keeps what was there when ${method} fails`, async (directory) => {
    const path = join(directory, "a");
    await writeFile(path, Uint8Array.of(1));
    const fail = () => Promise.reject(new Error("the disk is full"));
    await withFileSystem((real) => ({
      rename: method === "rename" ? fail : real.rename,
      async open(...args) {
        if (method === "open") return await fail();
        const file = await real.open(...args);
        if (method !== "rename") file[method] = fail;
        return file;
      },
    }), async () => {
      await assertRejects(
        () => writeFile(path, Uint8Array.of(2)),
        Error,
        "the disk is full",
      );
    });
    assertEquals(names(directory), ["a"]);
    assertEquals(await Deno.readFile(path), Uint8Array.of(1));
  });
}

test("makeDirectory() makes what is missing", async (directory) => {
  const path = join(directory, "a", "b");
  for (let again = 0; again < 2; again++) {
    await makeDirectory(path);
    assertEquals(names(path), []);
  }
});

Deno.test({
  name: "files name the flag for the directory when one is missing",
  permissions: { read: false, write: false },
  async fn() {
    const cases: [() => Promise<unknown>, string, string][] = [
      [() => openFile("data/a.gz"), "read data/a.gz", "--allow-read=data"],
      [() => readFile("data/a.gz"), "read data/a.gz", "--allow-read=data"],
      [() => readFile("a.gz"), "read a.gz", "--allow-read=."],
      [
        () => writeFile("data/a.gz", new Uint8Array(1)),
        "write data/a.gz",
        "--allow-write=data",
      ],
      [() => makeDirectory("data/b"), "write data/b", "--allow-write=data/b"],
    ];
    for (const [work, action, flag] of cases) {
      const error = await assertRejects(
        work,
        MissingPermissionError,
        `Cannot ${action}: expected the permission to, received none: ` +
          `run again with ${flag}`,
      );
      assertEquals(error.flag, flag);
      assertEquals((error.cause as Error).name, "NotCapable");
    }
  },
});

Deno.test({
  name: "files say so where there is no file system",
  permissions: { read: false },
  async fn() {
    await withProcess(undefined, async () => {
      await assertRejects(
        () => readFile("a"),
        Error,
        "Cannot use files: expected a file system as in Deno, Node or Bun, " +
          "received none: fetch the bytes and give their stream to readIdx()",
      );
    });
  },
});
