/** One attempt to load a BLAS library that failed. */
export interface BlasAttempt {
  /** Path or name of the library. */
  readonly library: string;
  /** Why it failed. */
  readonly reason: string;
  /** Flag of `deno run` that permits it, where it was not permitted. */
  readonly flag?: string;
}

/**
 * An error about a BLAS library that cannot be had: what was tried, and why it
 * failed.
 *
 * @example
 * ```ts
 * import { BlasError } from "@cutedl/tensor/engine";
 * import { assertEquals } from "@std/assert";
 *
 * const library = "/usr/lib/libopenblas.so.0";
 * const error = new BlasError(
 *   "Cannot load the blas engine: expected a BLAS library, received none",
 *   [{
 *     library,
 *     reason: "not permitted without --allow-ffi=/usr/lib/libopenblas.so.0",
 *     flag: "--allow-ffi=/usr/lib/libopenblas.so.0",
 *   }],
 * );
 * assertEquals(error.flag, "--allow-ffi=/usr/lib/libopenblas.so.0");
 * assertEquals(
 *   error.message,
 *   "Cannot load the blas engine: expected a BLAS library, received none\n" +
 *     "  /usr/lib/libopenblas.so.0: not permitted without " +
 *     "--allow-ffi=/usr/lib/libopenblas.so.0",
 * );
 * ```
 */
export class BlasError extends Error {
  /** Always `"BlasError"`. */
  override readonly name: string = "BlasError";
  /** Every attempt, in order; none on a runtime that loads no library. */
  readonly attempts: readonly BlasAttempt[];

  /**
   * Makes an error that lists every attempt.
   *
   * @param summary What was attempted, expected and received, and what helps.
   * @param attempts What was tried.
   */
  constructor(summary: string, attempts: readonly BlasAttempt[]) {
    const tried = attempts.map(({ library, reason }) =>
      `\n  ${library}: ${reason}`
    );
    super(summary + tried.join(""));
    this.attempts = attempts;
  }

  /**
   * One flag of `deno run` that permits every path that was not permitted, or
   * every library where only names were tried; `undefined` if none would help.
   */
  get flag(): string | undefined {
    const flags = this.attempts.flatMap(({ flag = [] }) => flag);
    const [all, prefix] = ["--allow-ffi", "--allow-ffi="];
    const paths = flags.filter((flag) => flag.startsWith(prefix))
      .map((flag) => flag.slice(prefix.length));
    if (paths.length > 0) return prefix + paths.join(",");
    return flags.includes(all) ? all : undefined;
  }
}
