/**
 * Trains a digit classifier on MNIST: softmax regression, or a network with
 * hidden layers.
 *
 * `deno task mnist` runs it with the permissions that it can use; `--help` lists
 * the options.
 *
 * @module
 */
import { Sequential } from "@cutedl/layers";
import {
  BlasEngine,
  type Engine,
  loadEngine,
  WasmEngine,
} from "@cutedl/tensor/engine";
import { fromFileUrl, relative } from "@std/path";
import { type Digits, loadDigits } from "./_mnist_data.ts";
import { fitDigits, Interruption } from "./_mnist_fit.ts";
import {
  type MnistOptions,
  parseMnistOptions,
  usage,
  UsageError,
} from "./_mnist_options.ts";
import { type Places, remedies } from "./_mnist_permissions.ts";
import type { Run } from "./_mnist_report.ts";
import { openSession } from "./_mnist_session.ts";

/** Accuracy that the default settings promise on the real test images. */
const PROMISED = 0.92;

/** Trains and evaluates, and prints what a person wants to know. */
async function main(options: MnistOptions): Promise<void> {
  const report = await openReport(options);
  const engine = makeEngine(options);
  const loading = performance.now();
  const digits = await loadDigits(options.data, (reason) => {
    explain(reason, options);
    console.error("\nTraining on synthetic digits instead.\n");
  });
  describe(digits, (performance.now() - loading) / 1000);

  const { train, test } = digits;
  const session = await openSession(options, { engine, train });
  if (session.model instanceof Sequential) {
    console.log(`${session.model.summary()}\n`);
  }
  if (session.step > 0) {
    console.log(`Going on from ${options.checkpoint}, step ${session.step}\n`);
  }
  const bestEpoch = await fitDigits(session, digits, options);

  const { loss, accuracy = NaN } = await session.evaluate(test);
  const seconds = session.history.last("seconds");
  const samplesPerSecond = session.epoch * train.size / seconds;
  const { target } = options;
  const measure = target === undefined ? "loss" : "accuracy";
  console.log(
    `\nTest accuracy ${(accuracy * 100).toFixed(2)} %, ` +
      `loss ${loss.toFixed(4)}: weights of epoch ${bestEpoch}, the best of ` +
      `${session.epoch} by ${measure} on the test images\n` +
      `Trained in ${seconds.toFixed(2)} s, ` +
      `${Math.round(samplesPerSecond).toLocaleString("en")} samples/s ` +
      `(${engine.description})`,
  );
  await report?.({ session, digits, bestEpoch });
  if (options.json) {
    console.log(JSON.stringify({
      dataset: digits.dataset,
      accuracy,
      loss,
      epochs: session.epoch,
      seconds,
      samplesPerSecond,
      engine: engine.name,
      seed: options.seed,
    }));
  }
  const expected = target ??
    (Deno.args.length === 0 && digits.dataset === "mnist" ? PROMISED : 0);
  if (!(accuracy >= expected)) {
    throw new Error(
      `Cannot reach the accuracy: expected at least ${expected} within ` +
        `${plural(options.epochs, "epoch")}, received ${accuracy}`,
    );
  }
}

/** Makes sure that a report can be written, if one is to be, and writes it. */
async function openReport(
  options: MnistOptions,
): Promise<((run: Run) => Promise<void>) | undefined> {
  if (options.report === undefined) return undefined;
  // loaded by those alone who want one
  const { assertReportPath, reportRun } = await import("./_mnist_report.ts");
  await assertReportPath(options.report);
  return (run) => reportRun(options.report!, run, options);
}

function makeEngine({ engine, threads, library }: MnistOptions): Engine {
  const sharing = threads === undefined ? {} : { threads };
  if (engine === "blas") {
    return new BlasEngine({ ...sharing, ...library && { library } });
  }
  return threads === undefined ? loadEngine(engine) : new WasmEngine(sharing);
}

function describe({ dataset, train, test, source }: Digits, seconds: number) {
  const [trained, tested] = [train, test].map(({ size }) =>
    size.toLocaleString("en")
  );
  console.log(
    `${dataset === "mnist" ? "MNIST" : "Synthetic digits"} from ${source}: ` +
      `${trained} images to train on, ${tested} to test on ` +
      `(${seconds.toFixed(2)} s)\n`,
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Quotes an argument for a shell, where it needs to be. */
function quote(arg: string): string {
  return /^[\w.,:=\/-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** Prints an error, and the commands that would mend it. */
function explain(error: unknown, places: Places = {}): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${usage}`);
  const script = relative(Deno.cwd(), fromFileUrl(import.meta.url));
  for (const { purpose, flags } of remedies(error, places)) {
    const command = ["deno", "run", ...flags, script, ...Deno.args];
    console.error(`\nTo ${purpose}:\n\n  ${command.map(quote).join(" ")}`);
  }
}

let options: MnistOptions | undefined;
try {
  options = parseMnistOptions(Deno.args);
  if (options.help) console.log(usage);
  else await main(options);
} catch (error) {
  explain(error, options);
  if (options?.resume && error instanceof RangeError) {
    console.error(
      "\nA run goes on with the options that it was made with, and without " +
        "--resume it begins anew",
    );
  }
  Deno.exit(error instanceof Interruption ? 130 : 1);
}
