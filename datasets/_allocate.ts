/** Memory that could not be had. */
export class AllocationError extends Error {
  override readonly name = "AllocationError";
}

/** Makes a typed array, with an error of its own where memory is too small. */
export function allocate<Elements>(
  type: new (length: number) => Elements,
  length: number,
): Elements {
  try {
    return new type(length);
  } catch (cause) {
    throw new AllocationError(`Cannot allocate ${length} elements`, { cause });
  }
}
