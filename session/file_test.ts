import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { MeanSquaredError } from "@cutedl/losses";
import { Fixed } from "@cutedl/optimizers";
import { SafetensorsError, tensor } from "@cutedl/tensor";
import { FileError } from "@cutedl/tensor/file";
import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  directoryTest,
  namesIn,
  withFileSystem,
} from "../tensor/files/_testing.ts";
import { rowsOf, weightsOf } from "./_fixtures_test.ts";
import { Session } from "./file.ts";
import { Session as SessionInMemory, sessionToBytes } from "./mod.ts";

const inputs = tensor([[1], [2], [3], [4]]);
const data = new ArrayDataset(inputs, inputs);
const options = { epochs: 3, batchSize: 1 };

function parts() {
  return { loss: new MeanSquaredError(), optimizer: new Fixed(0.01) };
}

function makeSession(): Session {
  return new Session(
    new Sequential([new Dense(1, { inputs: 1 })], { seed: 1 }),
    parts(),
  );
}

directoryTest(
  "Session.load() goes on where Session.save() was called",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const session = makeSession();
    assertInstanceOf(session, SessionInMemory);
    await session.fit(data, {
      ...options,
      callbacks: [{
        onSavePoint: ({ step }) => step === 6 ? session.save(path) : undefined,
      }],
    });
    const loaded = await Session.load(path, parts());
    assertInstanceOf(loaded, Session);
    assertEquals([loaded.epoch, loaded.step], [1, 6]);
    await loaded.fit(data, options);
    assertEquals(weightsOf(loaded), weightsOf(session));
    assertEquals(rowsOf(loaded), rowsOf(session));

    await loaded.save(path);
    assertEquals(await Deno.readFile(path), sessionToBytes(loaded));
    assertEquals(namesIn(directory), ["run.safetensors"]);
  },
);

directoryTest(
  "Session.save() leaves the old file where it fails",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    const session = makeSession();
    session.trainBatch(inputs, inputs);
    await session.save(path);
    const before = await Deno.readFile(path);
    session.trainBatch(inputs, inputs);
    for (const operation of ["open", "rename"] as const) {
      const full = Object.assign(new Error("full"), { code: "ENOSPC" });
      const changes = { [operation]: () => Promise.reject(full) };
      await withFileSystem(changes, async () => {
        await assertRejects(
          () => session.save(path),
          FileError,
          `Cannot write ${path}: expected room for it, received a full disk`,
        );
      });
      assertEquals(await Deno.readFile(path), before);
      assertEquals(namesIn(directory), ["run.safetensors"]);
    }
    assertEquals((await Session.load(path, parts())).step, 1);
  },
);

directoryTest(
  "Session.load() names the file in its errors",
  async (directory) => {
    const path = `${directory}/run.safetensors`;
    await assertRejects(
      () => Session.load(path, parts()),
      FileError,
      `Cannot read ${path}: expected a file, received no such file`,
    );
    await Deno.writeTextFile(path, "{}");
    await assertRejects(
      () => Session.load(path, parts()),
      SafetensorsError,
      `Cannot read ${path}: expected 8 bytes`,
    );
  },
);
