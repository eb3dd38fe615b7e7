/** Adds up the time between starts and stops. */
export class Stopwatch {
  #seconds = 0;
  #started: number | undefined;

  /** Seconds so far. */
  get seconds(): number {
    if (this.#started === undefined) return this.#seconds;
    return this.#seconds + (performance.now() - this.#started) / 1000;
  }

  /** Starts, unless it runs. */
  start(): void {
    this.#started ??= performance.now();
  }

  /** Stops, if it runs. */
  stop(): void {
    this.#seconds = this.seconds;
    this.#started = undefined;
  }
}
