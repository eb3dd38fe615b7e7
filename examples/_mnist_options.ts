import { parseArgs } from "@std/cli/parse-args";
import type { EngineName } from "@cutedl/tensor";
import {
  type OptimizerName,
  optimizers,
  type ScheduleName,
  schedules,
} from "./_mnist_optimizers.ts";

/** What the MNIST example was asked to do. */
export interface MnistOptions {
  hidden: number[];
  dropout: number;
  epochs: number;
  target: number | undefined;
  batchSize: number;
  optimizer: OptimizerName;
  schedule: ScheduleName;
  learningRate: number;
  seed: number;
  engine: EngineName;
  /** `undefined` for as many as the engine takes. */
  threads: number | undefined;
  /** Path or name of a BLAS library; `undefined` to search for one. */
  library: string | undefined;
  /** `undefined` where the default directory is to be tried. */
  data: string | undefined;
  /** File of the session while it trains, if it is to be saved. */
  checkpoint: string | undefined;
  resume: boolean;
  /** File of the report, if there is to be one. */
  report: string | undefined;
  json: boolean;
  help: boolean;
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** Where MNIST is looked for, and downloaded to, by default. */
export const defaultDirectory = "data/mnist";

const rates = Object.entries(optimizers)
  .map(([name, { learningRate }]) => `  ${name.padEnd(12)} ${learningRate}`);
const courses = Object.entries(schedules)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`);

/** What `--help` prints. */
export const usage = `Trains a digit classifier on MNIST.

Usage: deno task mnist [OPTIONS]

  --hidden UNITS[,UNITS...]  units of hidden relu layers; default none
  --dropout RATE             share of their activations to drop; default 0
  --epochs N                 passes over the training images; default 10
  --target ACCURACY          stop at the first validation that reaches it
  --batch-size N             images per step; default 64
  --optimizer NAME           how to descend; default fixed
  --schedule NAME            course of the learning rate; default constant
  --learning-rate RATE       length of a step; default that of the optimizer
  --seed N                   seed of initial values and order; default 1
  --engine NAME              auto, wasm, blas or reference; default auto
  --threads N                threads of wasm and blas; default all, at most 4
  --library PATH             library of blas; default the first in a usual place
  --data DIR                 directory of the MNIST files; default ${defaultDirectory}
  --checkpoint FILE          save the run after each epoch, and at Ctrl-C
  --resume                   go on from the checkpoint, if it is there
  --report FILE              write a report: .html, .svg, .png, .json or .csv
  --json                     print one JSON object as the last line
  --help                     print this text

Optimizers, and their learning rates:
${rates.join("\n")}

Schedules of the learning rate:
${courses.join("\n")}`;

/** Names of the options. */
const names = [
  "hidden",
  "dropout",
  "epochs",
  "target",
  "batch-size",
  "optimizer",
  "schedule",
  "learning-rate",
  "seed",
  "engine",
  "threads",
  "library",
  "data",
  "checkpoint",
  "resume",
  "report",
  "json",
  "help",
] as const;
type Name = (typeof names)[number];

/** Names that `--engine` takes. */
const engines = ["auto", "wasm", "blas", "reference"] as const;

/** Most threads that an engine takes. */
const MOST_THREADS = 32;

/** Most units of a hidden layer: 300 MB of weights from 784 pixels. */
const MOST_UNITS = 100_000;

/**
 * Parses the command line.
 *
 * @throws {UsageError} If a flag is unknown or comes twice, or a value makes no
 * sense.
 */
export function parseMnistOptions(args: readonly string[]): MnistOptions {
  const refuseUnknown = (argument: unknown): never => {
    throw new UsageError(
      `Cannot use ${
        JSON.stringify(argument)
      }: expected one of the options below`,
    );
  };
  // switches, too, are read as text: what follows them must not go unnoticed
  const flags = parseArgs(joinNegative(args), {
    string: names,
    collect: names,
    unknown: refuseUnknown,
  });
  if (flags._.length > 0) refuseUnknown(flags._[0]);

  const refuse = (name: Name, expected: string, received: unknown): never => {
    throw new UsageError(
      `Cannot use --${name}: expected ${expected}, received ${received}`,
    );
  };
  /** What was given for a flag; empty for a bare one. */
  const given = (name: Name): string | undefined => {
    const values = flags[name] as string[];
    if (values.length > 1) refuse(name, "it once", `it ${values.length} times`);
    return values[0];
  };
  const isGiven = (name: Name): boolean => {
    const value = given(name);
    if (value) refuse(name, "no value", JSON.stringify(value));
    return value !== undefined;
  };
  const text = (name: Name): string | undefined => {
    const value = given(name);
    return value === "" ? refuse(name, "a value", "none") : value;
  };
  const number = (
    name: Name,
    fallback: number,
    expected: string,
    fits: (value: number) => boolean,
  ): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const parsed = value.trim() === "" ? NaN : Number(value);
    return fits(parsed)
      ? parsed
      : refuse(name, expected, JSON.stringify(value));
  };
  const count = (name: Name, fallback: number, least: number): number =>
    number(
      name,
      fallback,
      `a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`,
      (value) => Number.isSafeInteger(value) && value >= least,
    );

  const choice = <Choice extends string>(
    name: Name,
    fallback: Choice,
    choices: readonly Choice[],
  ): Choice => {
    const value = text(name) ?? fallback;
    const chosen = choices.find((choice) => choice === value);
    return chosen ?? refuse(name, choices.join(", "), JSON.stringify(value));
  };

  const layers = text("hidden");
  const hidden = layers?.split(",").map(Number) ?? [];
  if (!hidden.every((n) => n % 1 === 0 && n >= 1 && n <= MOST_UNITS)) {
    refuse(
      "hidden",
      `whole numbers from 1 to ${MOST_UNITS}, as in 128,64`,
      JSON.stringify(layers),
    );
  }
  const dropout = number(
    "dropout",
    0,
    "a share from 0, below 1",
    (value) => value >= 0 && value < 1,
  );
  if (dropout > 0 && hidden.length === 0) {
    refuse("dropout", "it with --hidden", "it without");
  }
  const optimizer = choice("optimizer", "fixed", namesOf(optimizers));
  const schedule = choice("schedule", "constant", namesOf(schedules));
  const engine: EngineName = choice("engine", "auto", engines);
  const threads = number(
    "threads",
    NaN,
    `a whole number from 1 to ${MOST_THREADS}`,
    (value) => Number.isInteger(value) && value >= 1 && value <= MOST_THREADS,
  );
  if (!Number.isNaN(threads) && engine === "reference") {
    refuse(
      "threads",
      "it with the engine wasm or blas",
      'the engine "reference"',
    );
  }
  const library = text("library");
  if (library !== undefined && engine !== "blas") {
    refuse("library", "it with the engine blas", `the engine "${engine}"`);
  }
  const checkpoint = text("checkpoint");
  const resume = isGiven("resume");
  if (resume && checkpoint === undefined) {
    refuse("resume", "it with --checkpoint", "it without");
  }
  const target = number(
    "target",
    NaN,
    "an accuracy above 0, up to 1",
    (value) => value > 0 && value <= 1,
  );
  return {
    hidden,
    dropout,
    epochs: count("epochs", 10, 1),
    target: Number.isNaN(target) ? undefined : target,
    batchSize: count("batch-size", 64, 1),
    optimizer,
    schedule,
    learningRate: number(
      "learning-rate",
      optimizers[optimizer].learningRate,
      "a number above 0 that float32 holds",
      (value) => Math.fround(value) > 0 && Math.fround(value) < Infinity,
    ),
    seed: count("seed", 1, 0),
    engine,
    threads: Number.isNaN(threads) ? undefined : threads,
    library,
    data: text("data"),
    checkpoint,
    resume,
    report: text("report"),
    json: isGiven("json"),
    help: isGiven("help"),
  };
}

function namesOf<Name extends string>(choices: Record<Name, unknown>): Name[] {
  return Object.keys(choices) as Name[];
}

/** Makes `--seed -1` a `--seed=-1`: a lone -1 would be taken for a flag. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    const isValue = /^-\.?\d/.test(arg) && last?.startsWith("--") &&
      !last.includes("=");
    if (isValue) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}
