/** What a {@linkcode SafetensorsError} says. */
export interface SafetensorsErrorDetails {
  /** Name of the file, such as its path. */
  name: string;
  /** What was expected, and where. */
  expected: string;
  /** What came. */
  received: string;
  /** How to mend it, if there is a way that works. */
  remedy?: string | undefined;
  /** What it follows from, if anything. */
  cause?: unknown;
}

/**
 * An error about the content of a safetensors file: damaged, cut, of another
 * format, or with elements that a tensor cannot hold.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, SafetensorsError } from "@cutedl/tensor";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(
 *   () => decodeSafetensors(new Uint8Array(3), { name: "a.safetensors" }),
 *   SafetensorsError,
 *   "Cannot read a.safetensors: expected 8 bytes with the length of the " +
 *     "header, received 3: the file is cut short: copy or download it again",
 * );
 * ```
 */
export class SafetensorsError extends Error {
  /** Always `"SafetensorsError"`. */
  override readonly name: string = "SafetensorsError";

  /**
   * Makes an error of its details.
   *
   * @param details Which file, what was expected, what came, how to mend it.
   */
  constructor(details: SafetensorsErrorDetails) {
    const { name, expected, received, remedy, cause } = details;
    super(
      `Cannot read ${name}: expected ${expected}, received ${received}` +
        (remedy === undefined ? "" : `: ${remedy}`),
      cause === undefined ? undefined : { cause },
    );
  }
}
