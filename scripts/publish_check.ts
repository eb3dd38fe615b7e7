/**
 * Checks that every package can be presented, and tries to publish it without
 * doing so, from its own folder.
 *
 * @module
 */
import { type Package, readPackages, root } from "./packages.ts";
import { presentationFaults } from "./presentation.ts";

const packages = await readPackages();
const faults: string[] = [];
for (const found of packages) {
  faults.push(...presentationFaults(found, await readmeOf(found)));
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) Deno.exit(1);

const runs = packages.map(({ folder, name }) => ({
  name,
  output: new Deno.Command("deno", {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: new URL(folder, root),
  }).output(),
}));
for (const { name, output } of runs) {
  const { code, stderr, stdout } = await output;
  if (code !== 0) {
    const decoder = new TextDecoder();
    console.error(decoder.decode(stdout) + decoder.decode(stderr));
    console.error(`Cannot publish ${name}`);
    Deno.exit(code);
  }
  console.log(`${name} can be published`);
}

async function readmeOf({ folder }: Package): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(new URL(`${folder}README.md`, root));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
