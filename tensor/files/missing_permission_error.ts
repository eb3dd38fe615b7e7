import { UnavailableError } from "./unavailable_error.ts";

/**
 * An error about a permission that Deno was not given, with the flag to give.
 *
 * @example
 * ```ts
 * import { MissingPermissionError } from "@cutedl/tensor/file";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new MissingPermissionError(
 *   "read data/mnist",
 *   "--allow-read=data/mnist",
 * );
 * assertEquals(
 *   error.message,
 *   "Cannot read data/mnist: expected the permission to, received none: " +
 *     "run again with --allow-read=data/mnist",
 * );
 * ```
 */
export class MissingPermissionError extends UnavailableError {
  /** Always `"MissingPermissionError"`. */
  override readonly name: string = "MissingPermissionError";
  /** Flags that give the permission, such as `--allow-read=data/mnist`. */
  readonly flag: string;

  /**
   * Makes an error that names the flag.
   *
   * @param action What was attempted, to follow "Cannot".
   * @param flag Flags of `deno run` that permit it.
   * @param options The error that this one follows from.
   */
  constructor(action: string, flag: string, options?: ErrorOptions) {
    super(
      `Cannot ${action}: expected the permission to, received none: ` +
        `run again with ${flag}`,
      options,
    );
    this.flag = flag;
  }
}
