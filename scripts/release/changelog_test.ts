import { assertThrows } from "@std/assert";
import { checkChangelog } from "./changelog.ts";

Deno.test("checkChangelog() wants the first entry to be of the version, with text", () => {
  checkChangelog("# Changelog\n\n## 1.2.0\n\n- New.\n\n## 1.1.0\n", "1.2.0");
  checkChangelog("## 1.2.0\nNew.", "1.2.0");
});

Deno.test("checkChangelog() refuses another first entry, and an empty one", () => {
  const other = "Cannot release 1.2.0: expected the first entry of " +
    'CHANGELOG.md to be "## 1.2.0", received ';
  const empty = "Cannot release 1.2.0: expected CHANGELOG.md to say what has " +
    "changed, received an empty entry";
  const cases: [string, string][] = [
    ["", `${other}no entry`],
    ["# Changelog\n\n1.2.0\n", `${other}no entry`],
    ["## 1.1.0\n\n- Old.\n", `${other}"## 1.1.0"`],
    ["## 1.3.0\n\n- New.\n\n## 1.2.0\n\n- Old.\n", `${other}"## 1.3.0"`],
    ["## 1.2.0", empty],
    ["## 1.2.0\n\n \n\n## 1.1.0\n\n- Old.\n", empty],
  ];
  for (const [changelog, message] of cases) {
    assertThrows(() => checkChangelog(changelog, "1.2.0"), RangeError, message);
  }
});
