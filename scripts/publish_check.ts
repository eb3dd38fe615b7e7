/**
 * Tries to publish every package without doing so, each from its own folder.
 *
 * @module
 */
import { readPackages, root } from "./packages.ts";

for (const { folder, name } of await readPackages()) {
  const { code, stderr, stdout } = await new Deno.Command("deno", {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: new URL(folder, root),
  }).output();
  if (code !== 0) {
    const decoder = new TextDecoder();
    console.error(decoder.decode(stdout) + decoder.decode(stderr));
    console.error(`Cannot publish ${name}`);
    Deno.exit(code);
  }
  console.log(`${name} can be published`);
}
