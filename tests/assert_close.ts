import { AssertionError } from "@std/assert";

/** How far two numbers may be apart; the larger allowance counts. */
export interface CloseOptions {
  /** Share of the largest expected magnitude of the whole array; default 0. */
  relative?: number;
  /** Fixed distance; default 0. */
  absolute?: number;
}

/**
 * Asserts that two arrays agree element by element, NaN with NaN and infinity
 * with infinity.
 *
 * The relative allowance is of the array's largest finite magnitude: rounding
 * of a sum is measured by its terms, not by a result that happens to cancel.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 0, absolute = 0 }: CloseOptions,
): void {
  if (actual.length !== expected.length) {
    throw new AssertionError(
      `Expected ${expected.length} elements, received ${actual.length}`,
    );
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) {
      largest = Math.max(largest, Math.abs(expected[i]!));
    }
  }
  const allowed = Math.max(absolute, relative * largest);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    if (!Object.is(a, e) && !(Math.abs(a - e) <= allowed)) {
      throw new AssertionError(
        `Element ${i} is ${a}, expected ${e} within ${allowed}`,
      );
    }
  }
}
