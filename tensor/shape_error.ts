/**
 * The error about a shape that does not fit.
 *
 * @module
 */

/** One dimension of an expected shape: a size, or the name of a free one. */
export type Dimension = number | string;

/** What {@linkcode ShapeError} needs to explain itself. */
export interface ShapeErrorDetails {
  /** What was attempted, to follow "Cannot", such as `compute Huber loss`. */
  action: string;
  /** Name of the offending value, such as `targets`. */
  name: string;
  /** Shape that would have fitted; a string names a free dimension. */
  expected: readonly Dimension[];
  /** Shape that came. */
  received: readonly number[];
  /** How to mend it, if there is a way that works. */
  remedy?: string | undefined;
}

/**
 * A value whose shape does not fit.
 *
 * The message says what was attempted, what was expected, what came and, where
 * there is a way, how to mend it.
 *
 * @example Read both shapes
 * ```ts
 * import { matmul, ShapeError, zeros } from "@cutedl/tensor";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(() => matmul(zeros([2, 3]), zeros([2, 3])));
 * if (!(error instanceof ShapeError)) throw error;
 * assertEquals(error.expected, [3, "n"]);
 * assertEquals(error.received, [2, 3]);
 * ```
 */
export class ShapeError extends TypeError {
  /** Always `"ShapeError"`. */
  override readonly name: string = "ShapeError";
  /** Shape that would have fitted; a string names a free dimension. */
  readonly expected: readonly Dimension[];
  /** Shape that came. */
  readonly received: readonly number[];

  /**
   * Makes the error and its message.
   *
   * @param details What was attempted, expected and received.
   */
  constructor(details: ShapeErrorDetails) {
    const { action, name, expected, received, remedy } = details;
    super(
      `Cannot ${action}: expected ${name} ${formatShape(expected)}, ` +
        `received ${formatShape(received)}${remedy ? `: ${remedy}` : ""}`,
    );
    this.expected = [...expected];
    this.received = [...received];
  }
}

/**
 * Formats a shape the way error messages print it.
 *
 * @param shape Sizes and names of dimensions.
 * @returns The shape in brackets, such as `[batch, 784]`.
 *
 * @example
 * ```ts
 * import { formatShape } from "@cutedl/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatShape(["batch", 784]), "[batch, 784]");
 * ```
 */
export function formatShape(shape: readonly Dimension[]): string {
  return `[${shape.join(", ")}]`;
}
