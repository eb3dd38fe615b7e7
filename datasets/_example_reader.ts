import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import type { Example, ExampleSource } from "./stream_dataset.ts";

type ExampleIterator = Iterator<Example> | AsyncIterator<Example>;

/** Starts on examples, and refuses to start again on what was started before. */
export function startReading(
  source: ExampleSource,
  started: WeakSet<object>,
): ExampleIterator {
  const start = (once: object): void => {
    if (started.has(once)) {
      throw new TypeError(
        "Cannot make batches: expected open to give the examples from the " +
          "first on, received what it gave before: have it make a new " +
          "generator or stream each time",
      );
    }
    started.add(once);
  };
  if (source instanceof ReadableStream) start(source); // each iterator is new
  const iterator = iteratorOf(source);
  start(iterator);
  return iterator;
}

function iteratorOf(source: ExampleSource): ExampleIterator {
  if (Symbol.asyncIterator in Object(source)) {
    return (source as AsyncIterable<Example>)[Symbol.asyncIterator]();
  }
  if (Symbol.iterator in Object(source)) {
    return (source as Iterable<Example>)[Symbol.iterator]();
  }
  throw new TypeError(
    "Cannot make batches: expected open to give an array, a generator or a " +
      `stream of examples, received ${typeof source}`,
  );
}

/** A reading under way, which its end may come for at any time. */
export interface Reading {
  /** Whether no more examples are wanted. */
  isStopped: boolean;
}

/** Lets the event loop live while examples are read, and stops between them. */
export class ExampleReader implements AsyncIterableIterator<Example> {
  readonly #iterator: ExampleIterator;
  readonly #reading: Reading;

  constructor(iterator: ExampleIterator, reading: Reading) {
    this.#iterator = iterator;
    this.#reading = reading;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Example>> {
    if (this.#reading.isStopped) return this.return();
    const pause = yieldWhenDue();
    if (pause !== undefined) return pause.then(() => this.next());
    return Promise.resolve(this.#iterator.next());
  }

  async return(): Promise<IteratorResult<Example>> {
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }
}
