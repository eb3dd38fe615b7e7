import { type FileSystem, fileSystem } from "./_node.ts";

/** Registers a test that gets a directory of its own. */
export function directoryTest(
  name: string,
  fn: (directory: string) => Promise<void>,
): void {
  const permitted = (["read", "write"] as const).every((name) =>
    Deno.permissions.querySync({ name }).state === "granted"
  );
  Deno.test({
    name: permitted ? name : `${name} (needs --allow-read --allow-write)`,
    ignore: !permitted,
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

/** Names in a directory. */
export function namesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

/** Lets `work` run where `process` is another. */
export async function withProcess(
  process: unknown,
  work: () => Promise<void>,
): Promise<void> {
  const real = Object.getOwnPropertyDescriptor(globalThis, "process")!;
  Object.defineProperty(globalThis, "process", {
    value: process,
    configurable: true,
    writable: true,
  });
  try {
    await work();
  } finally {
    Object.defineProperty(globalThis, "process", real);
  }
}

/** Lets `work` run where some of the file system is changed. */
export async function withFileSystem(
  changes: Partial<FileSystem>,
  work: () => Promise<void>,
): Promise<void> {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule(name: string): object };
  };
  const promises = { ...fileSystem(), ...changes };
  const getBuiltinModule = (name: string): object =>
    name === "node:fs" ? { promises } : process.getBuiltinModule(name);
  const changed = Object.create(process, {
    getBuiltinModule: { value: getBuiltinModule },
  });
  await withProcess(changed, work);
}

/** Lets `work` run, and look at how many files are open. */
export async function countingOpen(
  work: (open: () => number) => Promise<void>,
): Promise<void> {
  const fs = fileSystem();
  const files = new Set<unknown>();
  const open: typeof fs.open = async (...args) => {
    const file = await fs.open(...args);
    const { close } = file;
    files.add(file);
    file.close = () => {
      files.delete(file);
      return close.call(file);
    };
    return file;
  };
  await withFileSystem({ open }, () => work(() => files.size));
}
