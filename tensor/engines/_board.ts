/**
 * Where threads find their work, in the memory that they share with the kernels.
 * Numbers are places in an `Int32Array`, or in a `Float64Array` over the same
 * bytes; words that different threads write lie in cache lines of their own.
 */
export const board = {
  /** Bytes of all of it. */
  bytes: 4096 + 64 * 24 * 8,
  /** Number of the job. */
  job: 0,
  /** Number of its parts. */
  count: 1,
  /** Parts that threads have finished. */
  done: 16,
  /** Threads that sleep until the job changes. */
  sleepers: 32,
  /** Whether the caller sleeps until `done` changes. */
  waiting: 48,
  /** Whether a kernel has thrown. */
  failed: 49,
  /** Which kernel to run. */
  kernel: 50,
  /** Whether threads are to leave, when the job changes. */
  ended: 51,
  /** By part, the job that it was last taken for; one less while it is free. */
  taken: 64,
  /** By thread, whether it is to be started, at first or since it has left. */
  absent: 128,
  /** First number of the first part: its arguments, then its result. */
  parts: 512,
  /** Numbers of one part. */
  partLength: 24,
  /** Place of the result among them. */
  result: 23,
  /** Largest number of parts. */
  mostParts: 64,
} as const;
