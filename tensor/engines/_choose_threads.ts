import { availableThreads } from "./_start_threads.ts";

const MOST_THREADS = 32;

/**
 * Gives the number of threads of an engine: that asked for, or as many as the
 * machine has processors, at most 4.
 *
 * @throws {RangeError} If it is not a whole number from 1 to 32.
 */
export function chooseThreads(threads: number = availableThreads()): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) {
    return threads;
  }
  throw new RangeError(
    "Cannot create engine: expected threads to be a whole number from 1 " +
      `to ${MOST_THREADS}, received ${threads}: leave it out for as many as ` +
      "the machine has processors",
  );
}
