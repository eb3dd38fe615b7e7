/**
 * Bundles a program for browsers, prints the size of what a page loads to train
 * and predict, and fails where it is more than the README promises.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { gzipSync } from "node:zlib";
import { run } from "../../scripts/run.ts";

const MOST = 60_000; // bytes, by gzip

const folder = fromFileUrl(new URL(".", import.meta.url));
const target = join(folder, "../../build/size");
await run("deno", [
  "bundle",
  "--minify",
  "--platform=browser",
  "--code-splitting",
  `--outdir=${target}`,
  "mlp.ts",
], folder);

// what is imported on demand, as pictures of a history are, is not loaded
const loaded = new Map<string, string>();
const files = ["mlp.js"];
for (let name; (name = files.pop()) !== undefined;) {
  if (loaded.has(name)) continue;
  const code = await Deno.readTextFile(join(target, name));
  loaded.set(name, code);
  for (const [, path] of code.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)) {
    files.push(path!);
  }
}
let size = 0;
for (const code of loaded.values()) size += gzipSync(code, { level: 9 }).length;
console.log(
  `To train and predict in a browser: ${(size / 1000).toFixed(1)} kB by gzip`,
);
if (size > MOST) {
  console.error(`Cannot accept the size: expected at most ${MOST} bytes`);
  Deno.exit(1);
}
