import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { mnistDirectory, permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";
const mnist = mayRun ? await mnistDirectory() : undefined;
const noMnist = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST, and to read and run)"
  : "";

interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs an example with the flags given, in the root of the repository. */
async function run(flags: string[], ...args: string[]): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...flags, ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}

for (const name of ["xor", "linear_regression"]) {
  Deno.test({
    name:
      `examples/${name}.ts reaches what it promises, with no flag${skipped}`,
    ignore: !mayRun,
    fn: async () => {
      const { code, err } = await run([], `examples/${name}.ts`);
      assertEquals(code, 0, err);
    },
  });
}

Deno.test({
  name:
    `examples/mnist.ts trains on synthetic digits with no flag, and says why${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["examples/mnist.ts", "--epochs", "2", "--json"];
    const { code, out, err } = await run([], ...args);
    assertEquals(code, 0);
    assertStringIncludes(err, "Cannot read data/mnist");
    assertStringIncludes(
      err,
      "deno run --allow-read=data/mnist examples/mnist.ts --epochs 2 --json",
    );
    assertStringIncludes(err, "Training on synthetic digits instead");
    const report = JSON.parse(lastLine(out));
    assertEquals(report.dataset, "synthetic");
    assertEquals(report.epochs, 2);
    assertEquals(report.seed, 1);
    assert(report.accuracy > 0.7 && report.accuracy < 1);
    assert(report.seconds > 0 && report.samplesPerSecond > 0);
    assert(report.loss > 0 && report.engine === "wasm");
  },
});

Deno.test({
  name: `examples/mnist.ts stops at the target on the real images${noMnist}`,
  ignore: mnist === undefined,
  fn: async () => {
    const { code, out } = await run(
      [`--allow-read=${mnist}`],
      "examples/mnist.ts",
      ...["--data", mnist!, "--target", "0.92", "--json"],
    );
    assertEquals(code, 0);
    const report = JSON.parse(lastLine(out));
    assertEquals(report.dataset, "mnist");
    assertGreaterOrEqual(report.accuracy, 0.92);
  },
});

Deno.test({
  name: `examples/mnist.ts fails if the target is not reached${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--epochs", "1", "--target", "1"];
    const { code, err } = await run([], "examples/mnist.ts", ...args);
    assertEquals(code, 1);
    assertStringIncludes(err, "Expected an accuracy of 1, received 0.");
  },
});

Deno.test({
  name:
    `examples/mnist.ts prints the command that may read a directory${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--data", "some where", "--seed", "3"];
    const { code, err } = await run([], "examples/mnist.ts", ...args);
    assertEquals(code, 1);
    assertStringIncludes(
      err,
      "deno run '--allow-read=some where' examples/mnist.ts " +
        "--data 'some where' --seed 3",
    );
  },
});

const senseless: [string[], string][] = [
  [["--epoch", "3"], 'Unknown argument "--epoch"'],
  [["mnist"], 'Unknown argument "mnist"'],
  [["--epochs", "0"], "for --epochs"],
  [["--epochs"], "for --epochs"],
  [["--target", "92"], "above 0, up to 1 for --target"],
  [["--batch-size", "1.5"], "for --batch-size"],
  [["--learning-rate", "-0.1"], 'for --learning-rate, received "-0.1"'],
  [["--", "mnist"], 'Unknown argument "mnist"'],
  [["--learning-rate=NaN"], "for --learning-rate"],
  [["--seed=-1"], "for --seed"],
  [["--hidden", "128,,64"], "for --hidden"],
  [["--engine", "gpu"], "for --engine"],
];
Deno.test({
  name:
    `examples/mnist.ts answers a senseless command line with its usage${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    for (const [args, message] of senseless) {
      const { code, err, out } = await run([], "examples/mnist.ts", ...args);
      assertEquals(code, 1, args.join(" "));
      assertStringIncludes(err, message);
      assertStringIncludes(err, "Usage: deno task mnist");
      assertEquals(out, "");
    }
  },
});

Deno.test({
  name: `examples/mnist.ts --help prints the usage and nothing else${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err, out } = await run([], "examples/mnist.ts", "--help");
    assertEquals(code, 0, err);
    for (const flag of ["--hidden", "--target", "--json", "--data"]) {
      assertStringIncludes(out, flag);
    }
  },
});
