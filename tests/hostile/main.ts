/**
 * Reads damaged files of every format that is read, and tells what was neither
 * right data nor a named error, or took too long or too much memory.
 *
 * `deno task hostile [COUNT [SEED]]`: files in all, and the seed of the damages.
 *
 * @module
 */
import { Random } from "@cutedl/tensor";
import { FORMATS } from "./campaign.ts";

const count = Number(Deno.args[0] ?? 200_000);
const seed = Number(Deno.args[1] ?? Math.floor(Math.random() * 2 ** 32));
console.log(`Seed ${seed}`);
const formats = Object.entries(FORMATS);
let faults = 0;
for (const [name, campaign] of formats) {
  const started = performance.now();
  const verdict = await campaign(new Random(seed), count / formats.length);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${name}: ${verdict.count} files in ${seconds.toFixed(1)} s, ` +
      `${verdict.refused} refused, the slowest ${
        verdict.longest.toFixed(0)
      } ms, at most ${(verdict.largest / 1e6).toFixed(0)} MB`,
  );
  for (const fault of verdict.faults.slice(0, 20)) console.log(`  ${fault}`);
  faults += verdict.faults.length;
}
if (faults > 0) throw new Error(`Cannot read all files: ${faults} faults`);
