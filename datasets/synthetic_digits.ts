/**
 * Drawn digits, for where MNIST cannot be had.
 *
 * @module
 */
import { Random } from "@cutedl/tensor";
import { allocate, AllocationError } from "./_allocate.ts";
import { checkWhole } from "./_check_whole.ts";
import { CLASSES, digitOptions, SIDE } from "./_digits.ts";
import { DigitPainter } from "./_draw_digit.ts";
import { ArrayDataset } from "./array_dataset.ts";

/** Options for {@linkcode syntheticDigits}. */
export interface SyntheticDigitsOptions {
  /** Number of digits; default 10,000. */
  count?: number;
  /** Seed: the same one gives the same digits; default 0. */
  seed?: number;
  /** One-hot rows of ten, or the labels themselves; default `oneHot`. */
  targets?: "oneHot" | "labels";
}

/**
 * Draws digits that stand in for MNIST where there are no files and no network.
 *
 * Strokes of each digit, in one of several forms, get random control points,
 * rotation, slant, size, place, thickness and blur. Images are 28 × 28 pixels,
 * flat `[784]`, with as many zeros as MNIST's (about 81 %); classes are equally
 * frequent, in random order. Like MNIST, they are not separable by a linear
 * model.
 *
 * @param options Number of digits, seed, which targets.
 * @returns The digits.
 * @throws {RangeError} If an option is not sensible.
 *
 * @example
 * ```ts
 * import { syntheticDigits } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const digits = syntheticDigits({ count: 100, seed: 1 });
 * const [train, test] = [digits.slice(0, 80), digits.slice(80)];
 * assertEquals([train.size, test.size], [80, 20]);
 * assertEquals([train.inputShape, train.targetShape], [[784], [10]]);
 * ```
 */
export function syntheticDigits(
  options: SyntheticDigitsOptions = {},
): ArrayDataset {
  const { count = 10_000, seed = 0, targets = "oneHot" } = options;
  const action = "draw digits";
  checkWhole({ action, name: "count", value: count, least: 0 });
  const settings = digitOptions(targets, action);
  const random = new Random(seed);
  const painter = new DigitPainter(random);
  const { labels, data } = allocateDigits(count, action);
  random.permutation(count).forEach((place, i) => labels[place] = i % CLASSES);
  for (let i = 0; i < count; i++) {
    const image = data.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
    painter.draw(labels[i]!, image);
  }
  const images = { data, shape: [count, SIDE * SIDE] };
  return new ArrayDataset(images, labels, settings);
}

function allocateDigits(
  count: number,
  action: string,
): { labels: Uint8Array; data: Uint8Array } {
  try {
    const data = allocate(Uint8Array, count * SIDE * SIDE);
    return { labels: allocate(Uint8Array, count), data };
  } catch (cause) {
    if (!(cause instanceof AllocationError)) throw cause;
    throw new RangeError(
      `Cannot ${action}: expected memory for 785 bytes each, received too ` +
        `little for a count of ${count}: draw fewer`,
      { cause },
    );
  }
}
