/** A stretch of rows, columns or elements. */
export interface Stretch {
  readonly start: number;
  readonly length: number;
}

/**
 * Splits a length into about equal stretches whose starts are multiples of
 * `step`; fewer where it is short.
 */
export function split(length: number, parts: number, step: number): Stretch[] {
  const steps = Math.ceil(length / step);
  const count = Math.max(1, Math.min(parts, steps));
  if (count === 1) return [{ start: 0, length }]; // at once: most are small
  const bounds = Array.from(
    { length: count + 1 },
    (_, i) => Math.min(length, Math.round(i * steps / count) * step),
  );
  return bounds.slice(1).map((end, i) => ({
    start: bounds[i]!,
    length: end - bounds[i]!,
  }));
}

const FEWEST_SHARED = 2 ** 16; // elements, that threads share

/** Parts for a number of elements: two for each thread, one of few. */
export function partsFor(length: number, threads: number): number {
  return length < FEWEST_SHARED ? 1 : 2 * threads;
}

/**
 * Splits elements among threads, in stretches that are whole vectors, or whole
 * rows of `step` elements.
 */
export function splitElements(
  length: number,
  threads: number,
  step = 16,
): Stretch[] {
  return split(length, partsFor(length, threads), step);
}
