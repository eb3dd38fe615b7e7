/**
 * Plants faults one at a time in a copy of the sources, and tells which the
 * tests catch.
 *
 * `deno task mutants [WORD...]` plants those whose file or fault has one of the
 * words; without words all.
 *
 * @module
 */
import { Copy } from "./copy.ts";
import type { Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

const words = Deno.args;
const chosen = MUTANTS.filter(({ file, fault }) =>
  words.length === 0 ||
  words.some((word) => file.includes(word) || fault.includes(word))
);
const survivors: Mutant[] = [];
await using copy = await Copy.create();
for (const [i, mutant] of chosen.entries()) {
  const started = performance.now();
  const outcome = await copy.tryOut(mutant);
  if (!outcome.startsWith("caught")) survivors.push(mutant);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${i + 1}/${chosen.length} ${mutant.file}: ${mutant.fault}: ${outcome} ` +
      `(${seconds} s)`,
  );
}
const caught = chosen.length - survivors.length;
const share = (100 * caught / chosen.length).toFixed(1);
console.log(`${caught} of ${chosen.length} faults caught, ${share} %`);
for (const { file, fault, harmless = "unexplained" } of survivors) {
  console.log(`  ${file}: ${fault}: ${harmless}`);
}
if (survivors.some(({ harmless }) => harmless === undefined)) Deno.exitCode = 1;
