/**
 * Compares cutedl with other libraries: the same networks from the same initial
 * weights, on the same batches in the same order, each contender a process of
 * its own, one after the other in every round.
 *
 * `deno task bench:peers` runs it, `--help` lists the options, and
 * `benchmarks/README.md` says what is measured.
 *
 * @module
 */
import { cpus } from "node:os";
import { BASELINE, type Contender, contenders } from "./contenders.ts";
import { Harness } from "./harness.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { prepare } from "./prepare.ts";
import { formatTable, type Measurement } from "./table.ts";

const options = parseOptions(Deno.args);
if (options.help) {
  console.log(usage);
  Deno.exit();
}
const inputs = await Deno.makeTempDir({ prefix: "cutedl-peers-" });
try {
  await prepare(options.mnist, inputs, options.workloads);
  await compare(options, inputs);
} finally {
  await Deno.remove(inputs, { recursive: true });
}

async function compare(options: Options, inputs: string): Promise<void> {
  const { workloads, rounds, seconds } = options;
  const harness = new Harness(inputs);
  const field: Contender[] = [];
  const versions: Record<string, string> = { Deno: Deno.version.deno };
  for (const candidate of contenders({ ...options, inputs })) {
    if (!options.contenders.some((id) => candidate.id.startsWith(id))) continue;
    try {
      const probed = await harness.probe(candidate, workloads[0]!);
      field.push(probed.contender);
      Object.assign(versions, probed.versions);
    } catch (error) {
      const { message } = error as Error;
      console.log(`Skipped ${candidate.name}. ${message}: ${candidate.remedy}`);
    }
  }
  if (field.length === 0) {
    throw new Error(
      "Cannot compare: expected a contender that runs here, received none",
    );
  }

  for (const workload of workloads) {
    if (workload.task !== "train") continue;
    const losses = await harness.checkLosses(field, workload);
    const [least, most] = [Math.min(...losses), Math.max(...losses)];
    console.log(
      `${workload.title}, one epoch: all reach a test loss of ` +
        `${least.toFixed(4)}, ${(most - least).toExponential(0)} apart where ` +
        `${workload.tolerance} is allowed`,
    );
  }

  const measured = workloads.map((workload) => ({
    workload,
    rounds: [] as number[][],
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const { workload, rounds } of measured) {
      rounds.push(await harness.measureRound(field, workload, seconds));
    }
    console.error(`Round ${round} of ${options.rounds} is done`);
  }
  print(measured, field, versions);
}

function print(
  measured: readonly Measurement[],
  field: readonly Contender[],
  versions: Record<string, string>,
): void {
  const [cpu] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const made = Object.entries(versions).map((pair) => pair.join(" "));
  const names = field.map(({ name }) => name);
  const baseline = field.findIndex(({ id }) => id === BASELINE);
  console.log(
    `\n${date}, ${cpus().length} CPUs (${cpu?.model.trim()}), ${Deno.build.os}; ` +
      `${made.join(", ")}. Medians of ${measured[0]!.rounds.length} rounds ` +
      `(minimum-maximum)${
        baseline < 0 ? "" : `, times as fast as ${names[baseline]}`
      }.\n\n${formatTable(measured, names, baseline)}`,
  );
}
