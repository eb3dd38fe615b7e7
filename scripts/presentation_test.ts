import { assertEquals } from "@std/assert";
import { presentationFaults } from "./presentation.ts";

const found = {
  folder: "losses/",
  name: "@cutedl/losses",
  version: "1.2.3",
  description: "Loss functions and their gradients.",
  license: "MIT",
  exports: { ".": "./mod.ts" },
  entryPoints: ["losses/mod.ts"],
};
const readme = `# Losses

\`\`\`sh
deno add jsr:@cutedl/losses
\`\`\`

\`\`\`ts
import { assertEquals } from "@std/assert";
import { MeanSquaredError } from "@cutedl/losses";
\`\`\`
`;
const noExample = "Cannot publish @cutedl/losses: expected losses/README.md " +
  "with an example that imports from @cutedl and is run by deno test --doc, " +
  "received ";

Deno.test("presentationFaults() finds none where all is there", () => {
  assertEquals(presentationFaults(found, readme), []);
});

Deno.test("presentationFaults() misses a description, and refuses a long one", () => {
  const expected = 'Cannot publish @cutedl/losses: expected a "description" ' +
    "of 1 to 250 characters in losses/deno.json, received ";
  const cases: [string | undefined, number][] = [
    [undefined, 0],
    [" ", 0],
    ["a".repeat(251), 251],
  ];
  for (const [description, length] of cases) {
    assertEquals(
      presentationFaults({ ...found, description }, readme),
      [expected + length],
    );
  }
  const longest = { ...found, description: "a".repeat(250) };
  assertEquals(presentationFaults(longest, readme), []);
});

Deno.test("presentationFaults() misses a README, and an example that is run", () => {
  assertEquals(presentationFaults(found, undefined), [`${noExample}no file`]);
  const elsewhere = `\`\`\`ts
const one = 1;
\`\`\`

\`\`\`ts ignore
import { MeanSquaredError } from "@cutedl/losses";
\`\`\`
`;
  for (
    const text of [
      "",
      readme.replace("```ts", "```ts ignore"),
      readme.replace("```ts", "```js"),
      readme.replace('"@cutedl/losses"', '"other"'),
      elsewhere,
    ]
  ) {
    const fault = `${noExample}none: add a block of ts`;
    assertEquals(presentationFaults(found, text), [fault], text);
  }
});
