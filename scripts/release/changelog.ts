/**
 * Checks that a changelog begins with an entry for a version.
 *
 * @param changelog Text of it, with a heading such as `## 1.2.3` over each entry.
 * @throws {RangeError} If its first entry is of another version, or empty.
 */
export function checkChangelog(changelog: string, version: string): void {
  const [, entry] = changelog.split(/^## /m);
  const [heading, ...lines] = entry?.split("\n") ?? [];
  if (heading !== version) {
    const received = heading === undefined ? "no entry" : `"## ${heading}"`;
    throw new RangeError(
      `Cannot release ${version}: expected the first entry of CHANGELOG.md to ` +
        `be "## ${version}", received ${received}`,
    );
  }
  if (lines.join("").trim() === "") {
    throw new RangeError(
      `Cannot release ${version}: expected CHANGELOG.md to say what has ` +
        "changed, received an empty entry",
    );
  }
}
