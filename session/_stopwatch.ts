/** Adds up the time between starts and stops. */
export class Stopwatch {
  #seconds: number;
  #started: number | undefined;

  /** @param seconds Those that were taken before. */
  constructor(seconds = 0) {
    this.#seconds = seconds;
  }

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
