/**
 * Checks that every entry point of every package says what it is for, and that
 * every public symbol is documented. All are linted together, so that types of
 * sibling packages count as public.
 *
 * @module
 */
import { readPackages, root } from "./packages.ts";

const packages = await readPackages();
const files = packages.flatMap(({ entryPoints }) => entryPoints);

const linted = await doc("--lint");
if (!linted.success) {
  console.error(new TextDecoder().decode(linted.stderr));
  Deno.exit(linted.code);
}

interface Documentation {
  nodes: Record<string, { module_doc?: { doc?: string } }>;
}
const { nodes }: Documentation = JSON.parse(
  new TextDecoder().decode((await doc("--json")).stdout),
);
const silent = files.filter((file) =>
  (nodes[new URL(file, root).href]?.module_doc?.doc ?? "").trim() === ""
);
for (const file of silent) {
  console.error(
    `Cannot document ${file}: expected a comment that says what the module is ` +
      "for, with the tag @module, received none: begin the file with one",
  );
}
if (silent.length > 0) Deno.exit(1);
console.log(`Documentation of ${files.length} entry points is complete`);

/** Runs `deno doc` on all entry points. */
function doc(flag: string): Promise<Deno.CommandOutput> {
  const args = ["doc", flag, ...files];
  return new Deno.Command("deno", { args, cwd: root }).output();
}
