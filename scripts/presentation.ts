/**
 * What a registry shows of a package first: its description and its README.
 *
 * @module
 */
import type { Package } from "./packages.ts";

const LONGEST = 250; // characters of a description, by JSR's limit
// deno test --doc runs a block of ts, unless it is marked to be ignored
const EXAMPLE = /^```ts\n(?:(?!```)[^\n]*\n)*?.*from "@cutedl\//m;

/**
 * Tells what a package lacks for people to find it and to try it.
 *
 * @param found The package.
 * @param readme Text of its README, if there is one.
 * @returns A message for each fault.
 */
export function presentationFaults(
  { folder, name, description = "" }: Package,
  readme: string | undefined,
): string[] {
  const faults: string[] = [];
  const { length } = description.trim();
  if (length === 0 || length > LONGEST) {
    faults.push(
      `Cannot publish ${name}: expected a "description" of 1 to ${LONGEST} ` +
        `characters in ${folder}deno.json, received ${length}`,
    );
  }
  if (!EXAMPLE.test(readme ?? "")) {
    faults.push(
      `Cannot publish ${name}: expected ${folder}README.md with an example ` +
        "that imports from @cutedl and is run by deno test --doc, received " +
        (readme === undefined ? "no file" : "none: add a block of ts"),
    );
  }
  return faults;
}
