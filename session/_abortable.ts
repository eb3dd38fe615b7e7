/**
 * Gives the same items, and fails at once with the signal's reason when it
 * aborts, even while an item is awaited that never comes.
 */
export function abortable<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncIterable<T> {
  if (signal === undefined) return source;
  return {
    [Symbol.asyncIterator]: () =>
      new AbortableIterator(source[Symbol.asyncIterator](), signal),
  };
}

class AbortableIterator<T> implements AsyncIterator<T> {
  readonly #source: AsyncIterator<T>;
  readonly #signal: AbortSignal;
  #reject: ((reason: unknown) => void) | undefined; // while an item is awaited

  constructor(source: AsyncIterator<T>, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort);
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#signal.aborted) return this.#close();
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#source.next().then((result) => {
        this.#reject = undefined;
        if (result.done) this.#forget();
        resolve(result);
      }, (error) => {
        this.#forget();
        reject(error);
      });
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.#forget();
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  #abort = (): void => {
    const reject = this.#reject;
    if (reject === undefined) return; // the next call of next() will see to it
    this.#close().catch(reject); // not by its end: it may wait for the item
    reject(this.#signal.reason);
  };

  /** Closes the source, and fails with the reason. */
  async #close(): Promise<never> {
    try {
      await this.return();
    } catch {
      // The reason comes first.
    }
    throw this.#signal.reason;
  }

  #forget(): void {
    this.#reject = undefined;
    this.#signal.removeEventListener("abort", this.#abort);
  }
}
