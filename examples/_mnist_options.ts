import { parseArgs } from "@std/cli/parse-args";
import type { EngineName } from "@cutedl/tensor";

/** What the MNIST example was asked to do. */
export interface MnistOptions {
  hidden: number[];
  epochs: number;
  target: number | undefined;
  batchSize: number;
  learningRate: number;
  seed: number;
  engine: EngineName;
  /** `undefined` where the default directory is to be tried. */
  data: string | undefined;
  json: boolean;
  help: boolean;
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** Where MNIST is looked for, and downloaded to, by default. */
export const defaultDirectory = "data/mnist";

/** What `--help` prints. */
export const usage = `Trains a digit classifier on MNIST.

Usage: deno task mnist [OPTIONS]

  --hidden UNITS[,UNITS...]  units of hidden relu layers; default none
  --epochs N                 passes over the training images; default 10
  --target ACCURACY          stop at the first validation that reaches it
  --batch-size N             images per step; default 64
  --learning-rate RATE       length of a step; default 0.2
  --seed N                   seed of initial values and order; default 1
  --engine NAME              auto, wasm or reference; default auto
  --data DIR                 directory of the MNIST files; default ${defaultDirectory}
  --json                     print one JSON object as the last line
  --help                     print this text`;

/** Names that `--engine` takes. */
const engines: readonly string[] = ["auto", "wasm", "reference"];

/**
 * Parses the command line.
 *
 * @throws {UsageError} If a flag is unknown or a value makes no sense.
 */
export function parseMnistOptions(args: readonly string[]): MnistOptions {
  const flags = parseArgs(joinNegative(args), {
    string: [
      "hidden",
      "epochs",
      "target",
      "batch-size",
      "learning-rate",
      "seed",
      "engine",
      "data",
    ],
    boolean: ["json", "help"],
    unknown: (flag) => {
      throw new UsageError(`Unknown argument ${JSON.stringify(flag)}`);
    },
  });
  if (flags._.length > 0) {
    throw new UsageError(`Unknown argument ${JSON.stringify(flags._[0])}`);
  }
  const text = (name: string): string | undefined => {
    const value = flags[name];
    if (Array.isArray(value) || value === "") {
      throw new UsageError(`Expected one value for --${name}`);
    }
    return typeof value === "string" ? value : undefined;
  };
  const number = (
    name: string,
    fallback: number,
    expected: string,
    fits: (value: number) => boolean,
  ): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const parsed = Number(value);
    if (value.trim() === "" || !fits(parsed)) {
      throw new UsageError(
        `Expected ${expected} for --${name}, received ${JSON.stringify(value)}`,
      );
    }
    return parsed;
  };
  const isCount = (value: number): boolean =>
    Number.isSafeInteger(value) && value > 0;
  const count = "a whole number of at least 1";

  const hidden = (text("hidden")?.split(",") ?? []).map((units) => {
    if (isCount(Number(units))) return Number(units);
    throw new UsageError(
      `Expected whole numbers like 128,64 for --hidden, received ` +
        JSON.stringify(text("hidden")),
    );
  });
  const engine = text("engine") ?? "auto";
  if (!engines.includes(engine)) {
    throw new UsageError(
      `Expected ${engines.join(", ")} for --engine, received ` +
        JSON.stringify(engine),
    );
  }
  const target = number(
    "target",
    NaN,
    "an accuracy above 0, up to 1",
    (value) => value > 0 && value <= 1,
  );
  return {
    hidden,
    epochs: number("epochs", 10, count, isCount),
    target: Number.isNaN(target) ? undefined : target,
    batchSize: number("batch-size", 64, count, isCount),
    learningRate: number(
      "learning-rate",
      0.2,
      "a finite number above 0",
      (value) => value > 0 && value < Infinity,
    ),
    seed: number(
      "seed",
      1,
      "a whole number of at least 0",
      (value) => Number.isSafeInteger(value) && value >= 0,
    ),
    engine: engine as EngineName,
    data: text("data"),
    json: flags["json"] === true,
    help: flags["help"] === true,
  };
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
