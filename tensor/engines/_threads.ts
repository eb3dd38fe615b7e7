import { board } from "./_board.ts";
import type { KernelExports } from "./_kernel_exports.ts";
import type { EngineMemory } from "./_memory.ts";
import { startThread } from "./_start_threads.ts";

/** Name of a kernel. */
export type KernelName = keyof KernelExports;

/** Arguments of a kernel for one part of the work. */
export type Part = readonly (number | boolean)[];

const SPINS = 20_000; // looks at the board, some 100 µs, before sleep
const WAIT = 10; // ms
const SLEEP = 10_000; // ms without work until a thread leaves; to start it takes 20
const FIRST_REST = 64; // runs alone after a thread was waited for
const LONGEST_REST = 4096;

/** Options for {@linkcode Threads}. */
export interface ThreadsOptions {
  readonly module: WebAssembly.Module;
  readonly memory: EngineMemory;
  /** What the module exports, for the caller's thread. */
  readonly kernels: KernelExports;
  /** Milliseconds until a thread is taken for dead; default 30,000. */
  readonly patience?: number;
  /** Milliseconds without work until a thread leaves; default 10,000. */
  readonly sleep?: number;
}

// A thread that sleeps cannot be terminated in Deno: it is woken to leave.
const finished = new FinalizationRegistry<Int32Array>((words) => {
  Atomics.store(words, board.ended, 1);
  Atomics.add(words, board.job, 1);
  Atomics.notify(words, board.job);
});

/**
 * Runs kernels in parts, on this thread and on others.
 *
 * Every thread begins with parts of its own, which are in its cache from the last
 * kernel, and then takes what is left: nothing waits for a thread that is not up
 * yet or has no processor. Which thread takes a part changes no result.
 */
export class Threads {
  /** Threads that work together, with that of the caller; at least 1. */
  readonly count: number;
  readonly #kernels: KernelExports;
  readonly #names: readonly KernelName[];
  readonly #patience: number;
  readonly #given: object; // to every thread
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  #job = 0;
  #rest = 0; // runs to do alone
  #nextRest = FIRST_REST;
  #isBroken = false;

  constructor(count: number, options: ThreadsOptions) {
    const { module, memory, kernels, patience = 30_000, sleep = SLEEP } =
      options;
    const names = Object.keys(kernels) as KernelName[];
    const address = memory.reserve(board.bytes)!;
    this.count = count;
    this.#kernels = kernels;
    this.#names = names;
    this.#patience = patience;
    this.#given = {
      module,
      memory: memory.memory,
      names,
      address,
      spins: SPINS,
      sleep,
      board,
      threads: count,
    };
    this.#words = new Int32Array(memory.buffer, address, board.bytes / 4);
    this.#numbers = new Float64Array(memory.buffer, address, board.bytes / 8);
    this.#words.fill(1, board.absent, board.absent + count);
    if (count > 1) finished.register(this, this.#words);
  }

  /** Parts for work without large parts of its own: two for each thread. */
  get parts(): number {
    return this.count === 1 ? 1 : 2 * this.count;
  }

  /**
   * Runs a kernel for every part. The parts must not write where another reads
   * or writes.
   *
   * @throws {Error} If a thread dies at work.
   */
  run(name: KernelName, parts: readonly Part[]): void {
    const isAlone = this.count === 1 || this.#isBroken || this.#rest > 0;
    if (isAlone || parts.length === 1) {
      if (this.#rest > 0) this.#rest--;
      parts.forEach((part, i) => this.#runPart(name, part, i));
      return;
    }
    this.#start();
    const words = this.#words;
    const count = parts.length;
    const free = this.#job;
    const job = this.#job = free + 1 | 0;
    parts.forEach((part, i) => this.#write(part, i));
    words.fill(free, board.taken, board.taken + count);
    words[board.kernel] = this.#names.indexOf(name);
    // A late thread that still believes in the last job reads the count, too: who
    // sees the new one must see, whatever the memory order, that no part is free
    // for the last.
    Atomics.store(words, board.count, count);
    Atomics.store(words, board.done, 0);
    Atomics.store(words, board.job, job);
    if (Atomics.load(words, board.sleepers) > 0) {
      Atomics.notify(words, board.job);
    }
    let own = 0;
    try {
      for (let part = 0; part < count; part++) {
        const place = board.taken + part;
        if (Atomics.compareExchange(words, place, free, job) !== free) continue;
        own++;
        this.#runPart(name, parts[part]!, part);
      }
    } finally { // nobody is at work when the next job begins
      this.#awaitOthers(count - own);
    }
  }

  /** What the kernel gave for a part of the last run. */
  result(part: number): number {
    return this.#numbers[at(part) + board.result]!;
  }

  #runPart(name: KernelName, part: Part, i: number): void {
    const kernel = this.#kernels[name] as (...args: unknown[]) => number;
    this.#numbers[at(i) + board.result] = kernel(...part);
  }

  #write(part: Part, i: number): void {
    const first = at(i);
    for (let j = 0; j < part.length; j++) {
      this.#numbers[first + j] = Number(part[j]);
    }
  }

  #awaitOthers(count: number): void {
    const words = this.#words;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, board.done) !== count) continue;
      this.#nextRest = FIRST_REST;
      return this.#check();
    }
    // a thread has lost its processor: others need it more
    this.#rest = this.#nextRest;
    this.#nextRest = Math.min(2 * this.#nextRest, LONGEST_REST);
    Atomics.store(words, board.waiting, 1);
    let waited = 0; // not by a clock, which goes on while the process is stopped
    for (;;) {
      const done = Atomics.load(words, board.done);
      if (done === count) break;
      if (waited > this.#patience) {
        this.#isBroken = true;
        throw new Error(
          `Cannot compute with ${this.count} threads: expected each to finish ` +
            `its part, received no answer for ${this.#patience} ms: use an ` +
            "engine with threads: 1",
        );
      }
      const outcome = Atomics.wait(words, board.done, done, WAIT);
      if (outcome === "timed-out") waited += WAIT;
    }
    Atomics.store(words, board.waiting, 0);
    this.#check();
  }

  #check(): void {
    if (Atomics.exchange(this.#words, board.failed, 0) === 0) return;
    throw new Error(
      "Cannot compute: expected every thread to finish its part, received " +
        "one whose kernel failed",
    );
  }

  /** Starts the threads that are not there yet, or no more. */
  #start(): void {
    for (let index = 1; index < this.count; index++) {
      const place = board.absent + index;
      if (Atomics.exchange(this.#words, place, 0) === 0) continue;
      if (startThread({ ...this.#given, index })) continue;
      this.#isBroken = index === 1; // else with those that are there
      return;
    }
  }
}

function at(part: number): number {
  return board.parts + part * board.partLength;
}
