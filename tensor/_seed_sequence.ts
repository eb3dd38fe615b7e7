const INITIAL_A = 0x43b0d7e5;
const MULTIPLIER_A = 0x931e8875;
const INITIAL_B = 0x8b51f9dd;
const MULTIPLIER_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/** Four unsigned 32-bit words. */
export type FourWords = [number, number, number, number];

/**
 * Hashes any number of 32-bit words to four, as numpy's `SeedSequence` does:
 * the seed sequence that mixes all of its input into all of its output
 * ({@link https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html | O'Neill 2015}).
 *
 * Fewer than four words are filled up with zeros. Every step can be undone, so
 * two inputs of at most four words, or two that differ in their first four
 * alone, never give the same output.
 */
export function hashWords(words: readonly number[]): FourWords {
  let multiplier = INITIAL_A;
  const hash = (word: number): number => {
    const hashed = word ^ multiplier;
    multiplier = Math.imul(multiplier, MULTIPLIER_A);
    return foldHigh(Math.imul(hashed, multiplier));
  };
  const [a = 0, b = 0, c = 0, d = 0, ...more] = words;
  const pool: FourWords = [hash(a), hash(b), hash(c), hash(d)];
  const mixInto = (i: number, word: number): void => {
    const kept = Math.imul(pool[i]!, MIX_LEFT);
    pool[i] = foldHigh(kept - Math.imul(hash(word), MIX_RIGHT));
  };
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) if (to !== from) mixInto(to, pool[from]!);
  }
  for (const word of more) {
    for (let to = 0; to < 4; to++) mixInto(to, word);
  }

  multiplier = INITIAL_B;
  return pool.map((word) => {
    const hashed = word ^ multiplier;
    multiplier = Math.imul(multiplier, MULTIPLIER_B);
    return foldHigh(Math.imul(hashed, multiplier));
  }) as FourWords;
}

/** Folds the high half of a word into its low one; gives it unsigned. */
function foldHigh(word: number): number {
  return (word ^ (word >>> 16)) >>> 0;
}
