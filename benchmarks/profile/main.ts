/**
 * Tells where the time of a training step goes, by kernel, and how far each
 * kernel is from what the machine can do.
 *
 * `deno task bench:profile` runs it, `--help` lists the options, and
 * `benchmarks/README.md` says how to read it.
 *
 * @module
 */
import { loadMnist } from "@cutedl/datasets";
import { makeEngine } from "../engines.ts";
import { markdown } from "../markdown.ts";
import { type Limits, measureLimits } from "./limits.ts";
import { parseOptions, usage } from "./options.ts";
import { type KernelShare, type Profile, profile } from "./profile.ts";

const ROUNDS = 9;

const options = parseOptions(Deno.args);
if (options.help) {
  console.log(usage);
  Deno.exit();
}
const engine = makeEngine(options.engine);
const { train } = await loadMnist({
  directory: options.mnist,
  download: false,
});
const isRelaxed = engine.description.includes("relaxed");
const limits = await measureLimits(isRelaxed);
console.log(
  `${engine.description}: at most ${(limits.flops / 1e9).toFixed(0)} GFLOP/s ` +
    "and, by memory passed over, " +
    [2 ** 18, 2 ** 22, 2 ** 26].map((bytes) =>
      `${bytes / 2 ** 10} KiB ${
        (limits.bandwidth(bytes) / 1e9).toFixed(0)
      } GB/s`
    ).join(", "),
);
for (const workload of options.workloads) {
  const { seconds } = options;
  const measured = await profile(workload, engine, train, {
    seconds,
    rounds: ROUNDS,
  });
  console.log(
    `\n${workload.title}, batch ${workload.batchSize}: ` +
      `${micro(measured.step)} µs a step\n\n${format(measured, limits)}`,
  );
}

function format({ step, kernels }: Profile, limits: Limits): string {
  const sum = (value: (kernel: KernelShare) => number): number =>
    kernels.reduce((total, kernel) => total + value(kernel), 0);
  const inKernels = sum(({ seconds }) => seconds);
  const share = (seconds: number): string =>
    `${(100 * seconds / step).toFixed(1)} %`;
  const row = (kernel: KernelShare): string[] => [
    kernel.label,
    kernel.calls.toFixed(0),
    micro(kernel.seconds),
    share(kernel.seconds),
    (kernel.bytes / 1000).toFixed(0),
    kernel.flops === 0 ? "" : (kernel.flops / kernel.seconds / 1e9).toFixed(1),
    ofLimit(kernel, limits),
  ];
  const rest = step - inKernels;
  const heading = ["calls", "µs", "share", "kB", "GFLOP/s", "of the limit"];
  return markdown([
    ["kernel", ...heading],
    ...kernels.map(row),
    ["JavaScript around them", "", micro(rest), share(rest), "", "", ""],
    [
      "the whole step",
      sum(({ calls }) => calls).toFixed(0),
      micro(step),
      share(step),
      (sum(({ bytes }) => bytes) / 1000).toFixed(0),
      (sum(({ flops }) => flops) / step / 1e9).toFixed(1),
      "",
    ],
  ], { figures: true });
}

/** How much of the time the slower of arithmetic and memory needs at least. */
function ofLimit(
  { calls, seconds, bytes, flops }: KernelShare,
  limits: Limits,
): string {
  const arithmetic = flops / limits.flops;
  const memory = bytes / limits.bandwidth(bytes / calls);
  const least = Math.max(arithmetic, memory);
  if (least === 0) return "";
  const which = arithmetic > memory ? "arithmetic" : "memory";
  return `${(100 * least / seconds).toFixed(0)} % ${which}`;
}

function micro(seconds: number): string {
  return (1e6 * seconds).toFixed(1);
}
