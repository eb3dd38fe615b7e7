import { ArrayDataset } from "@cutedl/datasets/array-dataset";
import { readIdx } from "@cutedl/datasets/read-idx";
import { syntheticDigits } from "@cutedl/datasets/synthetic-digits";
import { Random } from "@cutedl/tensor";
import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import { DIGITS } from "./classifier.ts";
import { normalizeDigit, type Sheet, SIDE } from "./normalize.ts";
import { warp } from "./warp.ts";

const PIXELS = SIDE * SIDE;

/** Digits to train on, and others to validate on. */
export interface Lesson {
  readonly train: ArrayDataset;
  readonly validation: ArrayDataset;
}

/** Images one after another, and what they are of. */
export interface LabeledImages {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Told how much is done, from 0 to 1. */
export type OnDone = (done: number) => void;

/**
 * Draws digits with a computed pen, bends each, and normalizes it as what is
 * drawn on the page.
 *
 * @param count How many to train on; a tenth as many more are for validation.
 * @param seed The same one gives the same digits.
 * @param onDone Told how much is done.
 * @returns The digits.
 */
export async function drawLesson(
  count: number,
  seed: number,
  onDone: OnDone = () => {},
): Promise<Lesson> {
  const validated = Math.ceil(count / 10);
  const random = new Random(seed).derive(1);
  const drawn = syntheticDigits({ count: count + validated, seed });
  const all = await imagesOf(drawn);
  await normalizeAll(all, (sheet) => warp(sheet, random), onDone);
  const digits = datasetOf(all);
  return {
    train: digits.slice(0, count),
    validation: digits.slice(count),
  };
}

/**
 * Loads MNIST from the page's own server, and normalizes it once more, to the
 * fraction of a pixel.
 *
 * @param onDone Told how much is done.
 * @returns The 60,000 images to train on, and the 10,000 to test.
 * @throws {Error} If the server does not have it.
 */
export async function loadLesson(onDone: OnDone = () => {}): Promise<Lesson> {
  const train = await loadImages("train");
  await normalizeAll(train, undefined, (done) => onDone(done * 6 / 7));
  const validation = await loadImages("t10k");
  await normalizeAll(validation, undefined, (done) => onDone((done + 6) / 7));
  return { train: datasetOf(train), validation: datasetOf(validation) };
}

/** Takes images and labels out of a dataset. */
export async function imagesOf(data: ArrayDataset): Promise<LabeledImages> {
  const pixels = new Uint8Array(data.size * PIXELS);
  const labels = new Uint8Array(data.size);
  let first = 0;
  for await (const { inputs, targets, size } of data.batches()) {
    inputs.data.forEach((value, i) => {
      pixels[first * PIXELS + i] = Math.round(value * 255);
    });
    targets.data.forEach((value, i) => {
      if (value === 1) labels[first + Math.floor(i / DIGITS)] = i % DIGITS;
    });
    first += size;
  }
  return { pixels, labels };
}

/**
 * Normalizes images in place.
 *
 * @param images Images of 28 × 28 pixels.
 * @param bend Changes each before.
 * @param onDone Told how much is done.
 */
export async function normalizeAll(
  { pixels, labels }: LabeledImages,
  bend: (sheet: Sheet) => Sheet = (sheet) => sheet,
  onDone: OnDone = () => {},
): Promise<void> {
  for (let i = 0; i < labels.length; i++) {
    const image = pixels.subarray(i * PIXELS, (i + 1) * PIXELS);
    const sheet = { pixels: image.slice(), width: SIDE, height: SIDE };
    normalizeDigit(bend(sheet), image);
    if (i % 500 === 0) onDone(i / labels.length);
    await yieldWhenDue();
  }
}

/** Makes a dataset of images. */
export function datasetOf({ pixels, labels }: LabeledImages): ArrayDataset {
  const images = { data: pixels, shape: [labels.length, PIXELS] };
  return new ArrayDataset(images, labels, { classes: DIGITS });
}

async function loadImages(part: "train" | "t10k"): Promise<LabeledImages> {
  return {
    pixels: await loadIdx(`${part}-images-idx3-ubyte`),
    labels: await loadIdx(`${part}-labels-idx1-ubyte`),
  };
}

async function loadIdx(name: string): Promise<Uint8Array> {
  const response = await fetch(`/mnist/${name}`);
  if (!response.ok || response.body === null) {
    throw new Error(
      `Cannot load ${name}: expected it in data/mnist, received status ` +
        `${response.status}: "deno task mnist" downloads it`,
    );
  }
  const reader = await readIdx(response.body, { type: "uint8", name });
  return await reader.readAll();
}
