import { parseArgs } from "@std/cli/parse-args";
import { contenders } from "./contenders.ts";
import { type Workload, workloads } from "./workloads.ts";

/** What the harness was asked to do. */
export interface Options {
  workloads: readonly Workload[];
  /** Beginnings of the contenders' names on the command line. */
  contenders: readonly string[];
  rounds: number;
  /** Seconds of one measurement. */
  seconds: number;
  /** Directory of the files of MNIST. */
  mnist: string;
  /** Name or path of Python. */
  python: string;
  help: boolean;
}

const contenderIds = contenders({ python: "", inputs: "" })
  .map(({ id }) => id);

/** What `--help` prints. */
export const usage = `Compares cutedl with other libraries.

Usage: deno task bench:peers [OPTIONS]

  --workloads ID[,ID...]   ${
  workloads.map(({ id }) => id).join(", ")
}; default all
  --contenders ID[,ID...]  those whose name begins so, as in cutedl,pytorch-1;
                           default all
  --rounds N               measurements of each, one contender after the other
                           in each round; default 5
  --seconds S              length of a measurement; default 1
  --mnist DIR              directory of the MNIST files; default data/mnist
  --python PROGRAM         Python with PyTorch and NumPy; default python3
  --help                   print this text

Contenders: ${contenderIds.join(", ")}`;

/**
 * Parses the command line.
 *
 * @throws {RangeError} If a flag is unknown or a value makes no sense.
 */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs([...args], {
    string: [
      "workloads",
      "contenders",
      "rounds",
      "seconds",
      "mnist",
      "python",
    ],
    boolean: ["help"],
    default: {
      workloads: workloads.map(({ id }) => id).join(","),
      contenders: "",
      rounds: "5",
      seconds: "1",
      mnist: "data/mnist",
      python: "python3",
    },
    unknown: (flag) => {
      throw new RangeError(`Unknown argument ${JSON.stringify(flag)}`);
    },
  });
  const text = (name: string): string => String(flags[name]);
  const number = (name: string): number => {
    const value = Number(text(name));
    if (value > 0 && value < Infinity) return value;
    throw new RangeError(
      `Expected a number above 0 for --${name}, received ` +
        JSON.stringify(text(name)),
    );
  };
  return {
    workloads: text("workloads").split(",").map(findWorkload),
    contenders: text("contenders").split(",").map(checkContender),
    rounds: Math.ceil(number("rounds")),
    seconds: number("seconds"),
    mnist: text("mnist"),
    python: text("python"),
    help: flags["help"] === true,
  };
}

function findWorkload(id: string): Workload {
  const found = workloads.find((workload) => workload.id === id);
  if (found !== undefined) return found;
  const known = workloads.map(({ id }) => id).join(", ");
  throw new RangeError(
    `Expected ${known} for --workloads, received ${JSON.stringify(id)}`,
  );
}

function checkContender(beginning: string): string {
  if (contenderIds.some((id) => id.startsWith(beginning))) return beginning;
  throw new RangeError(
    `Expected beginnings of ${contenderIds.join(", ")} for --contenders, ` +
      `received ${JSON.stringify(beginning)}`,
  );
}
