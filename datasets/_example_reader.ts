import { yieldWhenDue } from "@cutedl/tensor/event-loop";
import type { Example, ExampleSource } from "./stream_dataset.ts";

type ExampleIterator = AsyncIterator<Example | Iterable<Example>>;

/** Examples to be taken one by one, without waiting, before more come. */
export type Block = Iterable<Example>;

/** Starts on examples, and refuses to start again on what was started before. */
export function startReading(
  source: ExampleSource,
  started: WeakSet<object>,
): ExampleIterator {
  const start = <Once extends object>(once: Once): Once => {
    if (started.has(once)) {
      throw new TypeError(
        "Cannot make batches: expected open to give the examples from the " +
          "first on, received what it gave before: have it make a new " +
          "generator or stream each time",
      );
    }
    started.add(once);
    return once;
  };
  if (source instanceof ReadableStream) start(source); // each iterator is new
  if (Symbol.asyncIterator in Object(source)) {
    return start((source as AsyncIterable<Example>)[Symbol.asyncIterator]());
  }
  if (Symbol.iterator in Object(source)) {
    return oneBlock(start((source as Block)[Symbol.iterator]()));
  }
  throw new TypeError(
    "Cannot make batches: expected open to give an array, a generator or a " +
      `stream of examples, received ${typeof source}`,
  );
}

async function* oneBlock(
  examples: Iterator<Example>,
): AsyncGenerator<Block, void, void> {
  yield { [Symbol.iterator]: () => examples };
}

/** A reading under way, which its end may come for at any time. */
export interface Reading {
  /** Whether no more examples are wanted. */
  isStopped: boolean;
}

/** Lets the event loop live while examples are read, and stops between them. */
export class BlockReader implements AsyncIterableIterator<Block> {
  readonly #iterator: ExampleIterator;
  readonly #reading: Reading;
  #progress: Progress | undefined; // of a block that is under way

  constructor(iterator: ExampleIterator, reading: Reading) {
    this.#iterator = iterator;
    this.#reading = reading;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Block>> {
    if (this.#reading.isStopped) return this.return();
    const progress = this.#progress;
    const pause = progress?.pause ?? yieldWhenDue();
    if (pause !== undefined) {
      if (progress !== undefined) progress.pause = undefined;
      return pause.then(() => this.next());
    }
    if (progress === undefined || progress.isOver) {
      return Promise.resolve(this.#iterator.next()).then(this.#start);
    }
    return Promise.resolve({ done: false, value: part(progress) });
  }

  async return(): Promise<IteratorResult<Block>> {
    const progress = this.#progress;
    try {
      if (progress?.isOver === false) progress.examples.return?.();
    } finally {
      await this.#iterator.return?.();
    }
    return { done: true, value: undefined };
  }

  /** Begins a block, or makes one of a single example. */
  readonly #start = (
    { done, value }: IteratorResult<Example | Block>,
  ): IteratorResult<Block> => {
    this.#progress = undefined;
    if (done) return { done, value: undefined };
    if (!(Symbol.iterator in Object(value))) {
      return { done: false, value: [value as Example] };
    }
    const examples = (value as Block)[Symbol.iterator]();
    this.#progress = { examples, isOver: false, pause: undefined };
    return { done: false, value: part(this.#progress) };
  };
}

/** How far a block is read. */
interface Progress {
  readonly examples: Iterator<Example>;
  /** Whether it came to its end, or failed. */
  isOver: boolean;
  /** What to wait for before it goes on. */
  pause: Promise<void> | undefined;
}

/** Gives the examples of a block until the event loop has to turn. */
function* part(progress: Progress): Generator<Example, void, void> {
  while (progress.pause === undefined) {
    progress.isOver = true;
    const { done, value } = progress.examples.next();
    if (done) return;
    progress.isOver = false;
    yield value;
    progress.pause = yieldWhenDue();
  }
}
