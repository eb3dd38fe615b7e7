import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path/join";
import { SafetensorsError } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { names, values } from "./_fixtures_test.ts";
import { loadModel, saveModel } from "./file.ts";
import { Dense, modelToBytes, Sequential } from "./mod.ts";
import { Noise } from "./saving/_fixtures_test.ts";

/** Registers a test that gets a directory of its own. */
function test(name: string, fn: (directory: string) => Promise<void>): void {
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

function makeModel(seed: number): Sequential {
  const layers = [new Dense(2, { inputs: 3 }), new Noise({ scale: 1 })];
  return new Sequential(layers, { seed });
}

test("loadModel() gives back what saveModel() was given", async (directory) => {
  const path = join(directory, "a.safetensors");
  for (const seed of [1, 2]) {
    const model = makeModel(seed);
    await saveModel(model, path);
    const loaded = await loadModel(path, {
      layers: { Noise },
      engine: "reference",
    });
    assertEquals(names(loaded), names(model));
    assertEquals(values(loaded), values(model));
    assertEquals(loaded.seed, seed);
    assertEquals(loaded.engine.name, "reference");
    assertEquals(await Deno.readFile(path), modelToBytes(model));
    assertEquals([...Deno.readDirSync(directory)].length, 1);
  }
});

test("saveModel() leaves the old file where it fails", async (directory) => {
  const path = join(directory, "a.safetensors");
  await saveModel(makeModel(1), path);
  const before = await Deno.readFile(path);
  await assertRejects(
    () => saveModel(new Sequential([new Dense(1)]), path),
    Error,
    "Cannot save sequential: expected a built model",
  );
  await assertRejects(() => saveModel(makeModel(1), directory), FileError);
  assertEquals(await Deno.readFile(path), before);
});

test("loadModel() names the file in its errors", async (directory) => {
  const path = join(directory, "a.safetensors");
  await assertRejects(
    () => loadModel(path),
    FileError,
    `Cannot read ${path}: expected a file, received no such file`,
  );
  await Deno.writeTextFile(path, "{}");
  await assertRejects(
    () => loadModel(path),
    SafetensorsError,
    `Cannot read ${path}: expected 8 bytes`,
  );
  await saveModel(makeModel(1), path);
  await assertRejects(
    () => loadModel(path),
    SafetensorsError,
    `Cannot read ${path}: expected a known class, received "Noise"`,
  );
});
