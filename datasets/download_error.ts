/**
 * The error about a file that could not be had.
 *
 * @module
 */
import { UnavailableError } from "@cutedl/tensor/file";

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
export class DownloadError extends UnavailableError {
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
    const errors = attempts.map(({ error }) => error);
    const tried = attempts.map(({ url, error }) =>
      `\n  ${url}: ${reasonOf(error)}`
    );
    super(
      attempts.length === 0
        ? `Cannot find ${file}: expected it in ${directory}, received no ` +
          "such file: put it there, or allow the download"
        : `Cannot download ${file}: expected it from one of ` +
          `${attempts.length} mirrors, received errors: check the ` +
          `connection, or put the file into ${directory}${tried.join("")}`,
      errors.length === 0 ? undefined : { cause: new AggregateError(errors) },
    );
    this.attempts = attempts;
  }
}

/** Message of an error, and of those it follows from if they say more. */
function reasonOf({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  const reason = reasonOf(cause);
  return message.includes(reason) ? message : `${message}: ${reason}`;
}
