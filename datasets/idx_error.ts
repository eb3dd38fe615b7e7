/**
 * The error about the content of an IDX file.
 *
 * @module
 */

/** What an {@linkcode IdxError} says. */
export interface IdxErrorDetails {
  /** Name of the file, such as its path. */
  name: string;
  /** What was expected. */
  expected: string;
  /** What came. */
  received: string;
  /** How to mend it. */
  remedy: string;
  /** What it follows from, if anything. */
  cause?: unknown;
}

/**
 * An error about the content of an IDX file: damaged, cut, of another format,
 * or not what was asked for.
 *
 * @example
 * ```ts
 * import { IdxError, readIdx } from "@cutedl/datasets";
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(
 *   () => readIdx(new Blob(["<!doctype html>"]).stream()),
 *   IdxError,
 *   "Cannot read IDX file: expected an IDX file, received a web page",
 * );
 * ```
 */
export class IdxError extends Error {
  /** Always `"IdxError"`. */
  override readonly name: string = "IdxError";
  /** What the message is made of. */
  readonly details: IdxErrorDetails;

  /**
   * Makes an error of its details.
   *
   * @param details Which file, what was expected, what came, how to mend it.
   */
  constructor(details: IdxErrorDetails) {
    const { name, expected, received, remedy, cause } = details;
    super(
      `Cannot read ${name}: expected ${expected}, received ${received}: ` +
        remedy,
      cause === undefined ? undefined : { cause },
    );
    this.details = details;
  }
}
