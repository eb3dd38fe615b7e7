import { loadEngine } from "@cutedl/tensor/engine";
import { assert, assertEquals } from "@std/assert";
import { drawLesson } from "./digits.ts";
import type { TrainReport } from "./messages.ts";
import { classifierFromBytes } from "./model_file.ts";
import { trainClassifier } from "./train.ts";

Deno.test("trainClassifier() reports curves, and the network where it is better", async () => {
  const shares: number[] = [];
  const lesson = await drawLesson(1500, 1, (done) => shares.push(done));
  assertEquals([lesson.train.size, lesson.validation.size], [1500, 150]);
  assert(shares.length > 1 && shares.every((done) => done >= 0 && done <= 1));

  const reports: TrainReport[] = [];
  await trainClassifier(lesson, {
    epochs: 3,
    seed: 1,
    engine: loadEngine("auto"),
    report: (report) => reports.push(report),
  });
  const curve = reports.filter((report) => report.kind === "progress");
  assert(curve.length >= 30); // 12 of each epoch, or a step less
  assert(curve.every(({ epoch }, i) => i === 0 || epoch > curve[i - 1]!.epoch));
  assert(curve.at(-1)!.loss < curve[0]!.loss / 1.5);
  const validated = reports.filter((report) => report.kind === "validated");
  assertEquals(validated.map(({ epoch }) => epoch), [1, 2, 3]);
  let best = 0;
  for (const { accuracy, model } of validated) {
    assertEquals(model !== undefined, accuracy > best);
    best = Math.max(best, accuracy);
    if (model === undefined) continue;
    const answer = classifierFromBytes(model).probabilities(
      new Uint8Array(784),
    );
    assertEquals(answer.length, 10);
  }
  assert(best > 0.5); // chance is 0.1
});

Deno.test("drawLesson() draws the same digits for the same seed", async () => {
  const first = async (seed: number): Promise<Float32Array> => {
    const { train } = await drawLesson(10, seed);
    const { value } = await train.batches({ batchSize: 10 }).next();
    return value!.inputs.data;
  };
  assertEquals(await first(1), await first(1));
  assert((await first(1)).some((value) => value > 0.9));
});
