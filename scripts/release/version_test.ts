import { assertEquals, assertThrows } from "@std/assert";
import { nextVersion } from "./version.ts";

Deno.test("nextVersion() counts up by semantic versioning", () => {
  assertEquals(nextVersion("1.9.9", "patch"), "1.9.10");
  assertEquals(nextVersion("1.9.9", "minor"), "1.10.0");
  assertEquals(nextVersion("1.9.9", "major"), "2.0.0");
});

Deno.test("nextVersion() takes a version itself, unless it is lower", () => {
  for (const version of ["1.9.9", "1.9.10", "1.10.0", "2.0.0"]) {
    assertEquals(nextVersion("1.9.9", version), version);
  }
  for (const version of ["1.9.8", "1.8.10", "0.10.10"]) {
    assertThrows(
      () => nextVersion("1.9.9", version),
      RangeError,
      `Cannot release ${version}: expected a version of at least 1.9.9, ` +
        "which the packages have",
    );
  }
});

Deno.test("nextVersion() refuses what is no version", () => {
  for (
    const text of ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.03", "1.2.-3"]
      .concat("1.2.3-rc.1", " 1.2.3", "1.2.3\n", "1e3.0.0", "Minor", "latest")
  ) {
    assertThrows(
      () => nextVersion("0.1.0", text),
      RangeError,
      "Cannot release: expected patch, minor, major or a version such as " +
        `1.2.3, received ${JSON.stringify(text)}`,
    );
  }
});
