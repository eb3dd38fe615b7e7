import { parseArgs } from "@std/cli/parse-args";
import { engineNames } from "../engines.ts";
import { type Workload, workloads } from "../peers/workloads.ts";

const nets = workloads.filter(({ task }) => task === "train");
const netNames = nets.map(({ id }) => id).join(",");

/** What the profile was asked for. */
export interface Options {
  workloads: readonly Workload[];
  engine: string;
  /** Seconds of one measurement. */
  seconds: number;
  /** Directory of the files of MNIST. */
  mnist: string;
  help: boolean;
}

/** What `--help` prints. */
export const usage = `Tells where the time of a training step goes.

Usage: deno task bench:profile [OPTIONS]

  --workloads ID[,ID...]  default ${netNames}
  --engine NAME           ${engineNames.join(", ")}; default ${engineNames[0]}
  --seconds S             length of a measurement; default 0.25
  --mnist DIR             directory of the MNIST files; default data/mnist
  --help                  print this text`;

/**
 * Parses the command line.
 *
 * @throws {RangeError} If a flag is unknown or a value makes no sense.
 */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs([...args], {
    string: ["workloads", "engine", "seconds", "mnist"],
    boolean: ["help"],
    default: {
      workloads: netNames,
      engine: engineNames[0]!,
      seconds: "0.25",
      mnist: "data/mnist",
    },
    unknown: (flag) => {
      throw new RangeError(`Unknown argument ${JSON.stringify(flag)}`);
    },
  });
  const seconds = Number(flags["seconds"]);
  if (!(seconds > 0 && seconds < Infinity)) {
    throw new RangeError(
      `Expected a number above 0 for --seconds, received ` +
        JSON.stringify(flags["seconds"]),
    );
  }
  return {
    workloads: String(flags["workloads"]).split(",").map((id) => {
      const found = nets.find((workload) => workload.id === id);
      if (found !== undefined) return found;
      throw new RangeError(
        `Expected ${netNames} for --workloads, received ${JSON.stringify(id)}`,
      );
    }),
    engine: String(flags["engine"]),
    seconds,
    mnist: String(flags["mnist"]),
    help: flags["help"] === true,
  };
}
