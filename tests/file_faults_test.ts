/** Every write, flush and rename fails, once or from there on. */
import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { loadModel, saveModel } from "@cutedl/layers/file";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { Checkpoint, Session } from "@cutedl/session/file";
import { full, tensor } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  CONTENT,
  FILE,
  good,
  serving,
  source,
} from "../datasets/_download_testing.ts";
import { loadMnistFile } from "../datasets/_load_mnist_file.ts";
import { weightOf } from "../session/_fixtures_test.ts";
import { type FileSystem, fileSystem } from "../tensor/files/_node.ts";
import {
  directoryTest,
  namesIn,
  withFileSystem,
} from "../tensor/files/_testing.ts";
import { permits } from "./permissions.ts";

/** The real file system, of which one call or more fail. */
class FaultyFiles {
  /** Calls so far of those that may fail. */
  calls = 0;
  /** Files that are open. */
  open = 0;
  readonly #nth: number;
  readonly #isForGood: boolean;
  readonly #kinds: readonly string[];

  /**
   * @param nth Call that fails, from 1.
   * @param options Whether all fail from there on, and which do at all.
   */
  constructor(
    nth: number,
    options: { isForGood: boolean; kinds: readonly string[] },
  ) {
    this.#nth = nth;
    this.#isForGood = options.isForGood;
    this.#kinds = options.kinds;
  }

  /** Whether it has failed. */
  get hasFailed(): boolean {
    return this.calls >= this.#nth;
  }

  async with(work: () => Promise<void>): Promise<void> {
    const real = fileSystem();
    const changes: Partial<FileSystem> = {
      open: async (path, flags) => {
        const isWritten = flags === "wx";
        if (isWritten) this.#call("open");
        const file = await real.open(path, flags);
        this.open++;
        const { writeFile, sync, close } = file;
        file.writeFile = async (bytes) => {
          const half = (bytes as Uint8Array).length / 2;
          await writeFile.call(file, (bytes as Uint8Array).subarray(0, half));
          this.#call("write");
          await writeFile.call(file, (bytes as Uint8Array).subarray(half));
        };
        file.sync = async () => {
          this.#call("sync");
          await sync.call(file);
        };
        file.close = async () => {
          this.open--;
          await close.call(file);
          if (isWritten) this.#call("close");
        };
        return file;
      },
      rename: async (...paths) => {
        this.#call("rename");
        await real.rename(...paths);
      },
      unlink: async (path) => {
        this.#call("unlink");
        await real.unlink(path);
      },
    };
    await withFileSystem(changes, work);
  }

  #call(kind: string): void {
    if (!this.#kinds.includes(kind)) return;
    this.calls++;
    const fails = this.#isForGood
      ? this.calls >= this.#nth
      : this.calls === this.#nth;
    if (fails) throw Object.assign(new Error("EIO"), { code: "EIO" });
  }
}

const WRITES = ["open", "write", "sync", "close", "rename"];
const MODES = [
  { isForGood: false, kinds: WRITES },
  { isForGood: true, kinds: WRITES },
  { isForGood: false, kinds: [...WRITES, "unlink"] },
  { isForGood: true, kinds: [...WRITES, "unlink"] },
];

/** Runs `work` with each call failing in turn, until none is left to fail. */
async function sweep(
  work: (files: FaultyFiles, canRemove: boolean) => Promise<void>,
): Promise<void> {
  for (const mode of MODES) {
    for (let nth = 1, isOver = false; !isOver; nth++) {
      const files = new FaultyFiles(nth, mode);
      await work(files, !mode.kinds.includes("unlink"));
      assertEquals(files.open, 0, `files are open after call ${nth}`);
      isOver = !files.hasFailed;
      if (isOver) assertGreater(nth, WRITES.length);
    }
  }
}

/** Lets `work` fail where a call of it has to. */
async function attempt(
  work: () => Promise<unknown>,
  files: FaultyFiles,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert(error instanceof FileError && files.hasFailed, `${error}`);
    assertEquals(error.code, "EIO");
    return;
  }
  assert(!files.hasFailed, "the error went unnoticed");
}

const inputs = tensor([[1], [2], [3], [4]]);
const data = new ArrayDataset(inputs, inputs);
const parts = () => ({
  loss: new MeanSquaredError(),
  optimizer: new Fixed(0.01),
});
const makeSession = () =>
  new Session(new Sequential([new Dense(1, { inputs: 1 })]), parts());

/** Ways to save a number, and to load it. */
const SAVES: Record<string, {
  save: (path: string, version: number) => Promise<void>;
  load: (path: string) => Promise<number>;
}> = {
  "saveModel()": {
    async save(path, version) {
      const model = new Sequential([new Dense(2, { inputs: 1 })]);
      for (const parameter of model.parameters) {
        parameter.assign(full(parameter.value.shape, version));
      }
      await saveModel(model, path);
    },
    async load(path) {
      const [kernel] = (await loadModel(path)).parameters;
      return kernel!.value.data[0]!;
    },
  },
  "Session.save()": {
    async save(path, version) {
      const session = makeSession();
      while (session.step < version) session.trainBatch(inputs, inputs);
      await session.save(path);
    },
    load: async (path) => (await Session.load(path, parts())).step,
  },
};

for (const [name, { save, load }] of Object.entries(SAVES)) {
  directoryTest(
    `${name} leaves a whole file, and no other, whatever call fails`,
    async (directory) => {
      const path = `${directory}/a.safetensors`;
      await sweep(async (files, canRemove) => {
        await save(path, 1);
        await files.with(() => attempt(() => save(path, 2), files));
        const version = await load(path);
        assert(version === 2 || files.hasFailed && version === 1);
        if (canRemove) assertEquals(namesIn(directory), ["a.safetensors"]);
        await save(path, 3);
        assertEquals(await load(path), 3);
        assertEquals(namesIn(directory), ["a.safetensors"]);
      });
    },
  );
}

directoryTest(
  "Checkpoint keeps whole files, and no others, whatever call fails",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const makeOptions = () => ({
      batchSize: 1, // four steps
      callbacks: [new Checkpoint({ path, every: { steps: 1 }, keep: 2 })],
    });
    const through = makeSession();
    await through.fit(data, { batchSize: 1 });

    /** Steps of the checkpoints in the files, each under its own name. */
    const steps = async () => {
      const found: number[] = [];
      for (const name of namesIn(directory)) {
        if (name.endsWith(".tmp")) continue;
        const loaded = await Session.load(`${directory}/${name}`, parts());
        const isLast = name === "run.safetensors";
        if (!isLast) assertEquals(name, `run-${loaded.step}.safetensors`);
        found.push(loaded.step);
      }
      return found.sort();
    };
    await sweep(async (files, canRemove) => {
      for (const name of namesIn(directory)) {
        await Deno.remove(`${directory}/${name}`);
      }
      const session = makeSession();
      await files.with(() =>
        attempt(() => session.fit(data, makeOptions()), files)
      );
      let before = 3;
      if (files.hasFailed) {
        const saved = await steps();
        const { step } = session;
        const isSaved = saved.includes(step);
        assert(isSaved || step === 1 || saved.includes(step - 1));
        if (canRemove) {
          assertLess(saved.length, 3);
          assertEquals(namesIn(directory).length, saved.length);
        }
        if (step === 3 && !isSaved) before = 2; // no step is done again
        await session.fit(data, { ...makeOptions(), resume: true });
      }
      assertEquals(weightOf(session), weightOf(through));
      assertEquals(await steps(), [before, 4]);
      assertEquals(namesIn(directory), [
        `run-${before}.safetensors`,
        "run.safetensors",
      ]);
    });
  },
);

const mayServe = await permits({ name: "net", host: "127.0.0.1" });

if (mayServe) {
  directoryTest(
    "loadMnist() stores nothing or the right file, whatever call fails",
    (directory) =>
      serving(good, (mirror) =>
        sweep(async (files, canRemove) => {
          const cache = `${directory}/${crypto.randomUUID()}`;
          const load = () => loadMnistFile(FILE, source(cache, [mirror]));
          await files.with(() => attempt(load, files));
          const name = `${FILE.name}.gz`;
          if (canRemove) {
            const names = namesIn(cache);
            assertEquals(names, names.length === 0 ? [] : [name]);
          }
          const { data } = await load();
          assertEquals(data, CONTENT.subarray(8));
          assertEquals(namesIn(cache), [name]);
        })),
  );
}
