import { idxDataset, IdxError, loadMnist, readIdx } from "@cutedl/datasets";
import { loadModel } from "@cutedl/layers/file";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { Session } from "@cutedl/session/file";
import { Random } from "@cutedl/tensor";
import { FileError, readSafetensors } from "@cutedl/tensor/file";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
} from "@std/assert";
import { join } from "@std/path";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { FORMATS } from "./hostile/campaign.ts";
import { inTurn, joined } from "./hostile/damage.ts";
import { idxFile, packedDamages, plainDamages } from "./hostile/idx.ts";
import { growth, isNamed, LARGEST, LONGEST } from "./hostile/judge.ts";
import { validFile } from "./hostile/safetensors.ts";
import { safetensorsDamages } from "./hostile/safetensors_damage.ts";
import { modelFile, sessionFile } from "./hostile/saved.ts";
import { countingOpen } from "../tensor/files/_testing.ts";
import { permits } from "./permissions.ts";

const SEED = 20_000;
const FILES = 4000;

for (const [name, campaign] of Object.entries(FORMATS)) {
  Deno.test(`${FILES} damaged ${name} are read right, or refused by name (seed ${SEED})`, async () => {
    const { count, refused, faults } = await campaign(new Random(SEED), FILES);
    assertEquals(faults, []);
    assertEquals(count, FILES);
    assertLess(count / 2, refused);
  });
}

/** 2 MB of gzip that unpack to an IDX header and 2 GiB of zeros. */
function bomb(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  const start = gzipSync(idxFile(8, shape, new Uint8Array(0)), flush);
  const zeros = deflateRawSync(new Uint8Array(2 ** 26), flush);
  return joined(start, ...Array(32).fill(zeros));
}

/** Bytes by which the process grew at most while `work` went on. */
async function mostGrowth(work: () => Promise<unknown>): Promise<number> {
  const before = Deno.memoryUsage().rss;
  let most = before;
  const look = () => most = Math.max(most, Deno.memoryUsage().rss);
  const timer = setInterval(look, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return most - before;
}

/** Asserts that `work` is refused by name, soon, in little memory. */
async function assertRefused(
  work: () => Promise<unknown>,
  // deno-lint-ignore no-explicit-any
  type: new (...args: any[]) => Error,
): Promise<void> {
  const started = performance.now();
  const grown = await mostGrowth(() => assertRejects(work, type));
  assertLess(performance.now() - started, LONGEST);
  assertLess(grown, LARGEST);
}

Deno.test("readIdx() refuses 2 GiB in 2 MB behind a header of one image", async () => {
  const bytes = bomb([1, 28, 28]);
  assertLess(bytes.length, 2.2e6);
  const open = () => new Blob([bytes]).stream();
  await assertRefused(async () => (await readIdx(open())).readAll(), IdxError);
  await assertRefused(async () => {
    for await (const image of await readIdx(open())) assertEquals(image[0], 0);
  }, IdxError);
});

Deno.test("idxDataset() refuses 2 GiB in 2 MB behind a header of one label", async () => {
  const images = idxFile(8, [1, 2, 2], new Uint8Array(4));
  const labels = bomb([1]);
  await assertRefused(async () => {
    const data = await idxDataset(
      () => new Blob([images]).stream(),
      () => new Blob([labels]).stream(),
    );
    for await (const { size } of data.batches()) assertEquals(size, 1);
  }, IdxError);
});

Deno.test("readIdx() reads 100,000 gzip members soon, in little memory", async () => {
  const empty = Uint8Array.from(gzipSync(new Uint8Array(0)));
  const packed = gzipSync(idxFile(8, [3], Uint8Array.of(7, 8, 9)));
  const bytes = joined(...Array(100_000).fill(empty), packed);
  const started = performance.now();
  const grown = await mostGrowth(async () => {
    const idx = await readIdx(new Blob([bytes]).stream());
    assertEquals([...await idx.readAll()], [7, 8, 9]);
  });
  assertLess(performance.now() - started, LONGEST);
  assertLess(grown, LARGEST);
});

const IMAGES = "train-images-idx3-ubyte";
const mayUseFiles = await permits({ name: "read" }) &&
  await permits({ name: "write" });
const skipped = mayUseFiles
  ? ""
  : " (skipped: needs --allow-read --allow-write)";

/** Registers a test that gets a directory of its own. */
function directoryTest(
  name: string,
  fn: (directory: string) => Promise<void>,
): void {
  Deno.test({
    name: name + skipped,
    ignore: !mayUseFiles,
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

directoryTest(
  "loadMnist() refuses damaged files of a directory by name",
  async (directory) => {
    const random = new Random(SEED);
    const small = idxFile(8, [2, 28, 28], new Uint8Array(2 * 784));
    for (
      const [name, damages] of [
        [IMAGES, plainDamages(small, random)],
        [`${IMAGES}.gz`, packedDamages(small, random)],
      ] as const
    ) {
      const path = join(directory, name);
      await countingOpen(async (open) => {
        for (const { what, bytes } of inTurn(damages, 400)) {
          await Deno.writeFile(path, bytes);
          const error = await assertRejects(() =>
            loadMnist({ directory, download: false })
          );
          assertInstanceOf(error, IdxError, what);
          assert(error.message.includes(path), error.message);
          assertEquals(open(), 0, what);
        }
      });
      await Deno.remove(path);
    }
    await Deno.writeFile(
      join(directory, `${IMAGES}.gz`),
      bomb([60_000, 28, 28]),
    );
    await assertRefused(
      () => loadMnist({ directory, download: false }),
      IdxError,
    );
  },
);

directoryTest(
  "Damaged files of tensors, models and sessions are refused by name, and closed",
  async (directory) => {
    const parts = {
      loss: new CategoricalCrossentropy(),
      optimizer: new Adam(),
    };
    const path = join(directory, "a.safetensors");
    for (
      const [valid, load] of [
        [validFile(), () => readSafetensors(path)],
        [modelFile(), () => loadModel(path)],
        [await sessionFile(), () => Session.load(path, parts)],
      ] as const
    ) {
      const damages = safetensorsDamages(valid, new Random(SEED));
      await countingOpen(async (open) => {
        for (const { what, bytes } of inTurn(damages, 600)) {
          await Deno.writeFile(path, bytes);
          const before = Deno.memoryUsage();
          const started = performance.now();
          const error = await load().then(() => undefined, (error) => error);
          assert(error === undefined || isNamed(error), `${what}: ${error}`);
          assertLess(growth(before), LARGEST, what);
          assertLess(performance.now() - started, LONGEST, what);
          assertEquals(open(), 0, what);
        }
      });
    }
  },
);

directoryTest(
  "loadMnist() refuses what is no file in its directory",
  async (directory) => {
    const path = join(directory, IMAGES);
    const load = () => loadMnist({ directory, download: false });
    await Deno.mkdir(path);
    await assertRefused(load, FileError);
    await Deno.remove(path);
    await Deno.symlink(path, path); // a circle
    await assertRefused(load, FileError);
    await Deno.remove(path);
    const other = join(directory, "other");
    await Deno.writeTextFile(other, "not to be told");
    await Deno.symlink(other, path);
    await assertRefused(load, IdxError);
    for (const part of ["a\0b", "a/../../b\0"]) {
      await assertRefused(
        () => loadMnist({ directory: join(directory, part) }),
        RangeError,
      );
    }
  },
);
