import type { Random } from "@cutedl/tensor";
import type { Block } from "./_example_reader.ts";
import type { ExampleStore } from "./_example_store.ts";
import { permutation } from "./_permutation.ts";
import type { Example } from "./stream_dataset.ts";

/** How to shuffle a stream. */
export interface ShuffleOptions {
  /** Where examples wait. */
  store: ExampleStore;
  /** How many wait at most. */
  size: number;
  /** Source of the order. */
  random: Random;
}

/**
 * Shuffles a stream: once `size` examples wait, each further one takes the
 * place of a random one, which is given. At the end those that still wait are
 * given in the order of a permutation, so a buffer that holds the whole stream
 * shuffles it as an array is shuffled.
 *
 * An example given is valid until the next is asked for.
 */
export async function* shuffled(
  blocks: AsyncIterable<Block>,
  options: ShuffleOptions,
): AsyncGenerator<Block, void, void> {
  const { store, size, random } = options;
  let waiting = 0;
  function* exchanged(block: Block): Generator<Example, void, void> {
    for (const example of block) {
      if (waiting < size) {
        store.put(waiting++, example);
      } else {
        const place = random.integer(size);
        yield store.get(place);
        store.put(place, example);
      }
    }
  }
  function* rest(order: Uint32Array): Generator<Example, void, void> {
    for (const place of order) yield store.get(place);
  }
  for await (const block of blocks) yield exchanged(block);
  yield rest(await permutation(random, waiting));
}
