/** Four unsigned 32-bit words. */
type Words = readonly [number, number, number, number];

/**
 * pcg4d: hashes four words to four
 * ({@link https://jcgt.org/published/0009/03/02/ | Jarzynski and Olano 2020}).
 */
export function pcg4d(words: Words): Words {
  let [x, y, z, w] = words.map(step) as [number, number, number, number];
  for (const isLast of [false, true]) {
    x += Math.imul(y, w);
    y += Math.imul(z, x);
    z += Math.imul(x, y);
    w += Math.imul(y, z);
    if (!isLast) {
      [x, y, z, w] = [foldHigh(x), foldHigh(y), foldHigh(z), foldHigh(w)];
    }
  }
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

/** The step of a linear congruential generator. */
function step(word: number): number {
  return Math.imul(word, 1664525) + 1013904223;
}

/** Folds the high half of a word into its low one. */
function foldHigh(word: number): number {
  return (word ^ (word >>> 16)) >>> 0;
}
