/** One attempt of a download that failed. */
export interface DownloadAttempt {
  /** Address that was tried. */
  url: string;
  /** Why it failed. */
  error: Error;
}

/**
 * An error about a file that is neither there nor could be downloaded.
 *
 * @example
 * ```ts
 * import { DownloadError } from "@cutedl/datasets";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new DownloadError("digits.gz", "data/mnist", [{
 *   url: "https://example.com/digits.gz",
 *   error: new Error("404 Not Found"),
 * }]);
 * assertEquals(
 *   error.message,
 *   "Cannot download digits.gz: expected it from one of 1 mirrors, received " +
 *     "errors: check the connection, or put the file into data/mnist\n" +
 *     "  https://example.com/digits.gz: 404 Not Found",
 * );
 * ```
 */
export class DownloadError extends Error {
  /** Always `"DownloadError"`. */
  override readonly name: string = "DownloadError";
  /** Every attempt, in order; none if downloading was not wanted. */
  readonly attempts: readonly DownloadAttempt[];

  /**
   * Makes an error that lists every attempt.
   *
   * @param file Name of the file.
   * @param directory Where it could be put by hand.
   * @param attempts What was tried.
   */
  constructor(
    file: string,
    directory: string,
    attempts: readonly DownloadAttempt[],
  ) {
    const tried = attempts.map(({ url, error }) =>
      `\n  ${url}: ${error.message}`
    );
    super(
      attempts.length === 0
        ? `Cannot find ${file}: expected it in ${directory}, received no ` +
          "such file: put it there, or allow the download"
        : `Cannot download ${file}: expected it from one of ` +
          `${attempts.length} mirrors, received errors: check the ` +
          `connection, or put the file into ${directory}${tried.join("")}`,
    );
    this.attempts = attempts;
  }
}
