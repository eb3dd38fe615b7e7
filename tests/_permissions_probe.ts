// Run by least_permission_test.ts with the flags that a job should need.
import { loadMnist, readIdx, syntheticDigits } from "@cutedl/datasets";
import { openFile } from "@cutedl/datasets/file";
import {
  Dense,
  modelFromBytes,
  modelToBytes,
  Sequential,
} from "@cutedl/layers";
import { loadModel, saveModel } from "@cutedl/layers/file";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { sessionFromBytes, sessionToBytes } from "@cutedl/session";
import { Checkpoint, Session } from "@cutedl/session/file";
import { assertEquals, assertThrows } from "@std/assert";

const [job, directory, mirror] = Deno.args as [string, string, string];
const digits = syntheticDigits({ count: 200, seed: 1 });
const parts = { loss: new CategoricalCrossentropy(), optimizer: new Adam() };
const model = new Sequential([new Dense(10, { inputs: 784 })]);
const session = new Session(model, parts);
const path = `${directory}/model.safetensors`;

const jobs: Record<string, () => Promise<void>> = {
  async compute() {
    await session.fit(digits, { validation: digits });
    const logits = await session.predict(digits);
    const copy = modelFromBytes(modelToBytes(model));
    assertEquals(await new Session(copy, parts).predict(digits), logits);
    assertEquals(sessionFromBytes(sessionToBytes(session), parts).step, 7);
  },
  async save() {
    await saveModel(model, path);
    await session.fit(digits, {
      callbacks: [new Checkpoint({ path: `${directory}/session.safetensors` })],
    });
  },
  async load() {
    assertEquals((await loadModel(path)).outputShape, [10]);
    const file = `${directory}/session.safetensors`;
    assertEquals((await Session.load(file, parts)).step, 7);
    const idx = await readIdx(await openFile(`${directory}/labels`));
    assertEquals([...await idx.readAll()], [7, 2, 1]);
  },
  async download() {
    const { train, test } = await loadMnist({ directory, mirrors: [mirror] });
    assertEquals([train.size, test.size], [60_000, 10_000]);
  },
};
assertThrows(() => new Function("return 1"), EvalError); // or it proves nothing
await jobs[job]!();
