/**
 * Lints the documentation of every entry point of every package together, so
 * that types of sibling packages count as public.
 *
 * @module
 */
import { readPackages, root } from "./packages.ts";

const packages = await readPackages();
const entryPoints = packages.flatMap((found) => found.entryPoints);
const { code } = await new Deno.Command("deno", {
  args: ["doc", "--lint", ...entryPoints],
  cwd: root,
  stdout: "null",
  stderr: "inherit",
}).output();
if (code !== 0) Deno.exit(code);
console.log(`Documentation of ${entryPoints.length} entry points is complete`);
