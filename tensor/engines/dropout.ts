/** Settings of {@linkcode Dropouts.dropout}. */
export interface DropoutSettings {
  /** Probability with which an element is dropped: at least 0, below 1. */
  rate: number;
  /** What chooses the elements: two unsigned 32-bit words. */
  key: readonly [number, number];
}

/** Kernels that drop elements at random. */
export interface Dropouts {
  /**
   * Sets elements to 0 at random and multiplies the others with
   * `1 / (1 - rate)`, so that the mean stays. Every engine gives the same bits.
   *
   * Element `i` stays if its random word is at least `rate · 2³²`. With
   * `i = 16 a + 4 w + b` that is word `w` of the hash pcg4d
   * ({@link https://jcgt.org/published/0009/03/02/ | Jarzynski and Olano 2020})
   * of `4 a + b`, the key and 0. The same key thus chooses the same elements:
   * this is its own gradient.
   *
   * @param inputs Any array, of fewer than 2³⁴ elements.
   * @param outputs As many elements; may be `inputs` itself.
   * @param settings Rate and key.
   */
  dropout(
    inputs: Float32Array,
    outputs: Float32Array,
    settings: DropoutSettings,
  ): void;
}

/**
 * The bound that the random words of elements that stay reach.
 *
 * @param rate Probability with which an element is dropped.
 * @returns An unsigned 32-bit word.
 *
 * @example
 * ```ts
 * import { dropoutBound } from "@cutedl/tensor/engine";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dropoutBound(0.25), 2 ** 30);
 * ```
 */
export function dropoutBound(rate: number): number {
  return Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
}
