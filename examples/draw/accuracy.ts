/**
 * Measures what the page says of its networks: how many of MNIST's test images
 * they tell right, normalized as drawings are.
 *
 * `deno task draw:accuracy` runs it, with MNIST in `data/mnist`.
 *
 * @module
 */
import { loadMnist } from "@cutedl/datasets";
import { loadEngine } from "@cutedl/tensor/engine";
import {
  datasetOf,
  drawLesson,
  imagesOf,
  type Lesson,
  normalizeAll,
} from "./digits.ts";
import { FIRST, SETTINGS } from "./settings.ts";
import { trainClassifier } from "./train.ts";

const mnist = await loadMnist({ directory: "data/mnist", download: false });
const written: Lesson = {
  train: await normalized(mnist.train),
  validation: await normalized(mnist.test),
};
const { synthetic, mnist: settings } = SETTINGS;
await measure("first network", FIRST, await drawLesson(FIRST.count, 1));
await measure("drawn digits", synthetic, await drawLesson(synthetic.count, 2));
await measure("MNIST", settings, written);

async function normalized(data: typeof mnist.train): Promise<typeof data> {
  const images = await imagesOf(data);
  await normalizeAll(images);
  return datasetOf(images);
}

async function measure(
  name: string,
  { epochs }: { epochs: number },
  lesson: Lesson,
): Promise<void> {
  const session = await trainClassifier(lesson, {
    epochs,
    seed: 1,
    engine: loadEngine("auto"),
    report: () => {},
  });
  const { accuracy } = await session.evaluate(written.validation);
  console.log(
    `${name}, ${lesson.train.size.toLocaleString("en")} images, ` +
      `${epochs} epochs: ${(accuracy! * 100).toFixed(1)} % of MNIST's ` +
      "test images told right",
  );
}
