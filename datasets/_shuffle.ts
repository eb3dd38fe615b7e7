import type { Random } from "@cutedl/tensor";
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
  examples: AsyncIterable<Example>,
  options: ShuffleOptions,
): AsyncGenerator<Example, void, void> {
  const { store, size, random } = options;
  let waiting = 0;
  for await (const example of examples) {
    if (waiting < size) {
      store.put(waiting++, example);
    } else {
      const place = random.integer(size);
      yield store.get(place);
      store.put(place, example);
    }
  }
  for (const place of await permutation(random, waiting)) {
    yield store.get(place);
  }
}
