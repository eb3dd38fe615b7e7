import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { MUTANTS } from "./mutants/mutants.ts";
import { plant } from "./mutants/plant.ts";
import { permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRead = await permits({ name: "read", path: root });
const skipped = mayRead ? "" : " (skipped: needs --allow-read)";

Deno.test("MUTANTS has at least 70 faults, each another", () => {
  const names = MUTANTS.map(({ file, fault }) => `${file}: ${fault}`);
  assertGreaterOrEqual(names.length, 70);
  assertEquals(new Set(names).size, names.length);
});

Deno.test(`MUTANTS can all be planted in the sources${skipped}`, {
  ignore: !mayRead,
}, () => {
  for (const mutant of MUTANTS) {
    plant(Deno.readTextFileSync(join(root, mutant.file)), mutant);
    for (const path of mutant.tests ?? []) Deno.statSync(join(root, path));
  }
});
