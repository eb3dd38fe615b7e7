/**
 * Random numbers from a seed, the same in every runtime.
 *
 * @module
 */
import { allocate } from "./_allocate.ts";
import { hashWords } from "./_seed_sequence.ts";

/** The whole state of a {@linkcode Random}: four unsigned 32-bit words. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded source of random numbers: the same seed gives the same numbers, in
 * every runtime (those of `normal` up to float64 rounding, since a runtime
 * computes logarithm and cosine its own way).
 *
 * The generator is xoshiro128** 1.1
 * ({@link https://prng.di.unimi.it/xoshiro128starstar.c | Blackman and Vigna}),
 * its state filled from the seed by numpy's
 * {@link https://numpy.org/doc/stable/reference/random/bit_generators/generated/numpy.random.SeedSequence.html | SeedSequence}:
 * `new Random(seed).state` is `SeedSequence(seed).generate_state(4)`, another one
 * for every seed. It is fast and statistically sound, and not for secrets.
 *
 * @example The same seed, the same numbers
 * ```ts
 * import { Random } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Random(7).uniform(), new Random(7).uniform());
 * ```
 *
 * @example Save and restore
 * ```ts
 * import { Random } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const random = new Random(7);
 * random.normal();
 * const saved = random.state;
 * const expected = random.permutation(10);
 * random.state = saved;
 * assertEquals(random.permutation(10), expected);
 * ```
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  /**
   * Makes a source of random numbers.
   *
   * @param seed A whole number of at least 0 and below 2⁵³.
   * @throws {RangeError} If the seed is anything else.
   */
  constructor(seed: number) {
    assertSeed(seed, "seed random numbers");
    this.#seed(wordsOf(seed));
  }

  #seed(words: readonly number[]): void {
    const state = hashWords(words);
    if (state.every((word) => word === 0)) state[3] = 1; // else it stays so
    this.state = state;
  }

  /** The state to save; assigning one restores it. */
  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /**
   * Restores a saved state.
   *
   * @throws {RangeError} If it is not four unsigned 32-bit words, or all zeros.
   */
  set state(state: RandomState) {
    if (
      state.length !== 4 || state.some((word) => word >>> 0 !== word) ||
      state.every((word) => word === 0)
    ) {
      throw new RangeError(
        "Cannot restore random state: expected four unsigned 32-bit words, " +
          `not all zeros, received [${state.join(", ")}]: ` +
          "restore what was read from state",
      );
    }
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /**
   * Makes an independent generator for a part of the work, such as one layer
   * or one epoch. This generator does not advance.
   *
   * Its state is `SeedSequence(state, spawn_key=(key,)).generate_state(4)` in
   * numpy, from this one's state.
   *
   * @param key Number of the part: a whole number of at least 0 and below 2⁵³.
   * @returns A generator that depends on this one's state and the key alone.
   * @throws {RangeError} If the key is anything else.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assertEquals, assertNotEquals } from "@std/assert";
   *
   * const random = new Random(1);
   * assertEquals(random.derive(3).uint32(), random.derive(3).uint32());
   * assertNotEquals(random.derive(3).uint32(), random.derive(4).uint32());
   * ```
   */
  derive(key: number): Random {
    assertSeed(key, "derive random numbers", "a key that is ");
    const derived = new Random(0);
    derived.#seed([...this.state, ...wordsOf(key)]);
    return derived;
  }

  /**
   * Draws 32 random bits.
   *
   * @returns A whole number in `[0, 2³²)`.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assert } from "@std/assert";
   *
   * assert(new Random(1).uint32() < 2 ** 32);
   * ```
   */
  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b = (this.#b ^ this.#c) >>> 0;
    this.#a = (this.#a ^ this.#d) >>> 0;
    this.#c = (this.#c ^ t) >>> 0;
    this.#d = ((this.#d << 11) | (this.#d >>> 21)) >>> 0;
    return result;
  }

  /**
   * Draws from the uniform distribution over `[low, high)`, 53 random bits.
   *
   * @param low Smallest value; default 0.
   * @param high Bound that is not reached, rounding aside; default 1.
   * @returns A number in `[low, high)`.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assert } from "@std/assert";
   *
   * const value = new Random(1).uniform(-0.1, 0.1);
   * assert(-0.1 <= value && value < 0.1);
   * ```
   */
  uniform(low = 0, high = 1): number {
    const upper = this.uint32() >>> 5; // 27 bits
    const lower = this.uint32() >>> 6; // 26 bits
    return low + (high - low) * ((upper * 2 ** 26 + lower) / 2 ** 53);
  }

  /**
   * Draws from the normal distribution by the Box-Muller transform
   * ({@link https://doi.org/10.1214/aoms/1177706645 | Box and Muller 1958}), one
   * value from two uniform ones, so that nothing hides beside the state.
   *
   * @param mean Centre; default 0.
   * @param standardDeviation Width; default 1.
   * @returns A number.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assertAlmostEquals } from "@std/assert";
   *
   * const random = new Random(1);
   * let sum = 0;
   * for (let i = 0; i < 10_000; i++) sum += random.normal(5, 2);
   * assertAlmostEquals(sum / 10_000, 5, 0.1);
   * ```
   */
  normal(mean = 0, standardDeviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    return mean + standardDeviation * radius * Math.cos(angle);
  }

  /**
   * Draws a whole number below a bound, each as likely as any other: the low
   * bits of 32 random ones, drawn again until they are below the bound.
   *
   * @param bound Bound that is not reached: a whole number from 1 to 2³².
   * @returns A whole number in `[0, bound)`.
   * @throws {RangeError} If the bound is anything else.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assert } from "@std/assert";
   *
   * assert([0, 1, 2, 3, 4, 5].includes(new Random(1).integer(6)));
   * ```
   */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(
        "Cannot draw a whole number: expected a bound from 1 to 2^32, " +
          `received ${bound}` +
          (Number.isSafeInteger(bound) && bound > 0
            ? ": take Math.floor(random.uniform(0, bound))"
            : ""),
      );
    }
    // as many low bits as the bound needs, until they are below it
    const unused = Math.clz32(bound - 1);
    let drawn: number;
    do drawn = unused === 32 ? 0 : this.uint32() << unused >>> unused; while (
      drawn >= bound
    );
    return drawn;
  }

  /**
   * Draws an order of `[0, length)` by the Fisher-Yates shuffle.
   *
   * @param length Number of indices, from 0 to 2³².
   * @returns Every index once.
   * @throws {RangeError} If the length is not such a number, or there is not
   * enough memory.
   *
   * @example
   * ```ts
   * import { Random } from "@cutedl/tensor";
   * import { assertEquals } from "@std/assert";
   *
   * const order = new Random(1).permutation(5);
   * assertEquals([...order].sort(), [0, 1, 2, 3, 4]);
   * ```
   */
  permutation(length: number): Uint32Array<ArrayBuffer> {
    if (!Number.isInteger(length) || length < 0 || length > 2 ** 32) {
      throw new RangeError(
        "Cannot draw a permutation: expected a length from 0 to 2^32, " +
          `received ${length}`,
      );
    }
    const action = `draw a permutation of ${length}`;
    const order = allocate(Uint32Array, length, action);
    for (let i = 0; i < length; i++) order[i] = i;
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  }
}

function assertSeed(seed: number, action: string, what = ""): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new RangeError(
    `Cannot ${action}: expected ${what}a whole number >= 0 and < 2^53, ` +
      `received ${seed}`,
  );
}

/** A whole number below 2⁵³ as one or two 32-bit words, the low one first. */
function wordsOf(value: number): number[] {
  const high = Math.floor(value / 2 ** 32);
  return high === 0 ? [value] : [value >>> 0, high];
}
