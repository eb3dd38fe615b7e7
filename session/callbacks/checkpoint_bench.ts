import { ArrayDataset } from "@cutedl/datasets";
import { Dense, Sequential } from "@cutedl/layers";
import { CategoricalCrossentropy } from "@cutedl/losses";
import { Adam } from "@cutedl/optimizers";
import { sessionFromBytes, sessionToBytes } from "@cutedl/session";
import { Checkpoint, Session } from "@cutedl/session/file";
import { randomTensor, softmax } from "@cutedl/tensor";
import { assertEquals } from "@std/assert";
import { permits } from "../../tests/permissions.ts";

const group = "checkpoint of 784-128-10 with the state of Adam";
const data = new ArrayDataset(
  randomTensor([64, 784], { seed: 1 }),
  softmax(randomTensor([64, 10], { seed: 2 })),
);
const makeParts = () => ({
  loss: new CategoricalCrossentropy(),
  optimizer: new Adam(),
});
const model = new Sequential([
  new Dense(128, { activation: "relu" }),
  new Dense(10),
], { seed: 1 });
const session = new Session(model, makeParts());
await session.fit(data, { batchSize: 64 });
const bytes = sessionToBytes(session);
const loaded = sessionFromBytes(bytes, makeParts());
assertEquals(sessionToBytes(loaded), bytes);

Deno.bench("sessionToBytes()", { group, baseline: true }, () => {
  sessionToBytes(session);
});

Deno.bench("sessionFromBytes()", { group }, () => {
  sessionFromBytes(bytes, makeParts());
});

const canWrite = await permits({ name: "read" }) &&
  await permits({ name: "write" });
const skipped = canWrite ? "" : " (skipped: needs --allow-read, --allow-write)";
const directory = canWrite ? await Deno.makeTempDir() : "";
const path = `${directory}/run.safetensors`;
addEventListener("unload", () => {
  if (canWrite) Deno.removeSync(directory, { recursive: true });
});

Deno.bench({
  name: `Checkpoint saves, and the training waits for it${skipped}`,
  group,
  ignore: !canWrite,
  async fn(bench) {
    const checkpoint = new Checkpoint({ path, every: { steps: 1 } });
    await session.fit(data, {
      batchSize: 64,
      callbacks: [
        { onSavePoint: () => bench.start() },
        checkpoint,
        { onSavePoint: () => bench.end() },
      ],
    });
  },
});
