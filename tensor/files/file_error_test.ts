import { assertEquals, assertStrictEquals } from "@std/assert";
import { FileError } from "./file_error.ts";

Deno.test("FileError says what the codes of a system mean", () => {
  const forbidden = "expected the system's permission, received none: change " +
    "the owner or mode of its directory, or write elsewhere";
  const full = "expected room for it, received a full disk: free some space, " +
    "or write elsewhere";
  const reasons = {
    EACCES: forbidden,
    EPERM: forbidden,
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: full,
    EROFS: "expected a disk that can be written, received a read-only one: " +
      "write elsewhere",
    EEXIST: "expected a directory, received a file: move it away, or write " +
      "elsewhere",
    EIO: "expected no error of the system, received EIO: i/o error, write",
  };
  const cause = new Error("EIO: i/o error, write");
  for (const [code, reason] of Object.entries(reasons)) {
    const error = new FileError({ access: "write", path: "a", code, cause });
    assertEquals(error.message, `Cannot write a: ${reason}`);
    assertStrictEquals(error.cause, cause);
  }
  assertEquals(
    new FileError({ access: "read", path: "a", code: "EACCES" }).message,
    "Cannot read a: expected the system's permission, received none: change " +
      "its owner or mode, or that of its directory",
  );
});
