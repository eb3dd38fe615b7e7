/** A kind of typed array, such as `Float32Array`. */
interface ArrayKind<Elements> {
  new (length: number): Elements;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Allocates a typed array of zeros, with an error of its own where the runtime
 * has no room for it.
 *
 * @throws {RangeError} If memory does not suffice.
 */
export function allocate<Elements>(
  kind: ArrayKind<Elements>,
  length: number,
  action: string,
): Elements {
  try {
    return new kind(length);
  } catch (cause) {
    throw new RangeError(
      `Cannot ${action}: expected ${
        length * kind.BYTES_PER_ELEMENT
      } bytes of ` +
        "free memory, received fewer: work on smaller parts",
      { cause },
    );
  }
}
