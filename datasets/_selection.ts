import { Random } from "@cutedl/tensor";
import type { Block, Reading } from "./_example_reader.ts";
import { drawValidation, resolveSplitOptions } from "./_split.ts";
import type { SplitOptions } from "./split_options.ts";
import type { Example } from "./stream_dataset.ts";

/** Which examples of a stream belong to a part of it. */
export interface Selection {
  /** Examples of the whole, if that is known. */
  readonly whole: number | undefined;
  /** Examples of the part, if that is known. */
  readonly size: number | undefined;
  /** Begins an epoch: the result tells of each example whether it belongs. */
  start(): (place: number) => boolean;
}

/** Divides a stream: the first selection is for training. */
export function divide(
  whole: number | undefined,
  options: SplitOptions,
): [Selection, Selection] {
  if (whole !== undefined) {
    const isHeld = drawValidation(whole, options);
    const count = isHeld.reduce((sum, held) => sum + held, 0);
    const part = (held: number, size: number): Selection => ({
      whole,
      size,
      start: () => (place) => isHeld[place] === held,
    });
    return [part(0, whole - count), part(1, count)];
  }
  const { validation, seed } = resolveSplitOptions(options);
  if (validation >= 1) {
    throw new RangeError(
      "Cannot split dataset: expected a fraction for examples of unknown " +
        `number, received validation ${validation}: give a fraction, or ` +
        "create the dataset with its size",
    );
  }
  const part = (held: boolean): Selection => ({
    whole,
    size: undefined,
    start: () => {
      const random = new Random(seed);
      return () => random.uniform() < validation === held;
    },
  });
  return [part(false), part(true)];
}

/** Gives the examples of a part. */
export async function* selected(
  blocks: AsyncIterable<Block>,
  { whole, start }: Selection,
  reading: Reading,
): AsyncGenerator<Block, void, void> {
  const belongs = start();
  let place = 0;
  function* part(block: Block): Generator<Example, void, void> {
    for (const example of block) if (belongs(place++)) yield example;
  }
  for await (const block of blocks) yield part(block);
  if (!reading.isStopped) checkSize(whole, place);
}

/** Refuses another number of examples than was said. */
export function checkSize(size: number | undefined, examples: number): void {
  if (size === undefined || size === examples) return;
  throw new RangeError(
    `Cannot make batches: expected ${size} examples as size says, ` +
      `received ${examples}: give the right size, or none`,
  );
}
