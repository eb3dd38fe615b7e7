import { UnavailableError } from "./unavailable_error.ts";

/** What a {@linkcode FileError} says. */
export interface FileErrorDetails {
  /** What was attempted. */
  access: "read" | "write";
  /** Path of the file or directory. */
  path: string;
  /** The system's code, such as `ENOENT`. */
  code: string;
  /** The system's error, if it gave one. */
  cause?: Error;
}

/**
 * An error about a file or directory that cannot be read or written, other than
 * for want of a permission of Deno.
 *
 * @example
 * ```ts
 * import { FileError } from "@cutedl/tensor/file";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new FileError({
 *   access: "read",
 *   path: "digits.gz",
 *   code: "EISDIR",
 *   cause: new Error("EISDIR: illegal operation on a directory, read"),
 * });
 * assertEquals(
 *   error.message,
 *   "Cannot read digits.gz: expected a file, received a directory: move it " +
 *     "away, or give the path of a file",
 * );
 * ```
 */
export class FileError extends UnavailableError {
  /** Always `"FileError"`. */
  override readonly name: string = "FileError";
  /** Path of the file or directory. */
  readonly path: string;
  /** The system's code, such as `ENOENT`. */
  readonly code: string;

  /**
   * Makes an error that says what the code means, and what to do.
   *
   * @param details Which file, what was attempted, how it failed.
   */
  constructor(details: FileErrorDetails) {
    const { access, path, code, cause } = details;
    const reason = REASONS[access][ALIASES[code] ?? code] ??
      `expected no error of the system, received ${cause?.message ?? code}`;
    super(
      `Cannot ${access} ${path}: ${reason}`,
      cause === undefined ? undefined : { cause },
    );
    this.path = path;
    this.code = code;
  }
}

/** Codes that mean the same to a user. */
const ALIASES: Record<string, string> = {
  EDQUOT: "ENOSPC",
  EFBIG: "ENOSPC",
  EPERM: "EACCES",
};

/** What is wrong at a code of the system, and what to do. */
const REASONS: Record<"read" | "write", Record<string, string>> = {
  read: {
    EACCES: "expected the system's permission, received none: change its " +
      "owner or mode, or that of its directory",
    EISDIR: "expected a file, received a directory: move it away, or give " +
      "the path of a file",
    ENOENT: "expected a file, received no such file: check the path",
    ENOTDIR: "expected directories above it, received a file: give the " +
      "directory that the file is in",
    ENOTSUP: "expected a file, received a device or a pipe: give the path of " +
      "a file",
  },
  write: {
    EACCES: "expected the system's permission, received none: change the " +
      "owner or mode of its directory, or write elsewhere",
    EEXIST: "expected a directory, received a file: move it away, or write " +
      "elsewhere",
    EISDIR: "expected a file, received a directory: move it away, or write " +
      "elsewhere",
    ENOENT: "expected a directory for it, received none: make it first",
    ENOSPC: "expected room for it, received a full disk: free some space, or " +
      "write elsewhere",
    ENOTDIR: "expected directories above it, received a file: move it away, " +
      "or write elsewhere",
    ENOTSUP: "expected a file, received a device or a pipe: write elsewhere",
    EROFS: "expected a disk that can be written, received a read-only one: " +
      "write elsewhere",
  },
};
