import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { toBytes } from "@std/streams/to-bytes";
import { blasLibrary, noBlas } from "./blas_engine.ts";
import { mnistDirectory, permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRun = await permits({ name: "run", command: "deno" });
const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";
const mayUseFiles = mayRun && await permits({ name: "read" }) &&
  await permits({ name: "write" });
const needsFiles = mayUseFiles
  ? ""
  : " (skipped: needs --allow-read, --allow-write and --allow-run=deno)";
const mnist = mayRun ? await mnistDirectory() : undefined;
const noMnist = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST, and to read and run)"
  : "";

/** How to run an example. */
interface RunOptions {
  /** Flags of `deno run`; default none. */
  flags?: string[];
  /** Working directory; default the root of the repository. */
  cwd?: string;
}

/** What came of it. */
interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs an example. */
async function run(
  name: string,
  args: string[] = [],
  { flags = [], cwd = root }: RunOptions = {},
): Promise<Run> {
  const script = join(root, "examples", `${name}.ts`);
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...flags, script, ...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Flags of the task, as in deno.json. */
async function taskFlags(): Promise<string> {
  const text = await Deno.readTextFile(join(root, "deno.json"));
  return / run (.*) examples\/mnist\.ts/.exec(text)![1]!;
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}

/** The commands that a message offers. */
function commandsOf(text: string): string[] {
  return [...text.matchAll(/^ {2}(deno run .*)$/gm)].map(([, line]) => line!);
}

for (const name of ["xor", "linear_regression"]) {
  Deno.test({
    name:
      `examples/${name}.ts reaches what it promises, with no flag${skipped}`,
    ignore: !mayRun,
    fn: async () => {
      const { code, err } = await run(name);
      assertEquals(code, 0, err);
    },
  });
}

Deno.test({
  name:
    `examples/mnist.ts trains on synthetic digits with no flag, and says why${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--epochs", "2", "--json"];
    const { code, out, err } = await run("mnist", args);
    assertEquals(code, 0);
    assertStringIncludes(err, "Cannot read data/mnist");
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
  name:
    `examples/mnist.ts drops activations behind every hidden layer${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--hidden", "16,8", "--dropout", "0.1", "--epochs", "1"];
    const { code, out } = await run("mnist", args);
    assertEquals(code, 0);
    const layers = [...out.matchAll(/^\d\.\w+/gm)].map(([layer]) => layer);
    assertEquals(layers, [
      "0.dense",
      "1.dropout",
      "2.dense",
      "3.dropout",
      "4.dense",
    ]);
  },
});

Deno.test({
  name: `examples/mnist.ts stops at the target on the real images${noMnist}`,
  ignore: mnist === undefined,
  fn: async () => {
    const args = ["--data", mnist!, "--target", "0.92", "--json"];
    const flags = [`--allow-read=${mnist}`];
    const { code, out } = await run("mnist", args, { flags });
    assertEquals(code, 0);
    const report = JSON.parse(lastLine(out));
    assertEquals(report.dataset, "mnist");
    assertGreaterOrEqual(report.accuracy, 0.92);
    // the first validation that reaches it, and no other
    const reached = [...out.matchAll(/valAccuracy (\S+)/g)]
      .map(([, value]) => Number(value) >= 0.92);
    assertEquals(reached.length, report.epochs);
    assertEquals(reached.indexOf(true), report.epochs - 1);
    assertStringIncludes(
      out,
      `weights of epoch ${report.epochs}, the best of ${report.epochs} by ` +
        "accuracy on the test images",
    );
  },
});

Deno.test({
  name:
    `examples/mnist.ts ends without an error where nobody reads its output${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const script = join(root, "examples", "mnist.ts");
    const child = new Deno.Command("deno", {
      args: ["run", "--no-prompt", script, "--epochs", "3"],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel(); // as `| head` does
    const err = await toBytes(child.stderr);
    assertEquals((await child.status).code, 0);
    assert(new TextDecoder().decode(err).endsWith("digits instead.\n\n"));
  },
});

Deno.test({
  name: `examples/mnist.ts fails if the target is not reached${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err } = await run("mnist", ["--epochs=1", "--target=1"]);
    assertEquals(code, 1);
    assertStringIncludes(
      err,
      "Cannot reach the accuracy: expected at least 1 within 1 epoch, " +
        "received 0.",
    );
  },
});

Deno.test({
  name:
    `examples/mnist.ts prints the commands that may read and download${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--data", "some where", "--seed", "3"];
    const { code, err } = await run("mnist", args);
    assertEquals(code, 1);
    const rest = "examples/mnist.ts --data 'some where' --seed 3";
    assertEquals(commandsOf(err), [
      `deno run '--allow-read=some where' ${rest}`,
      "deno run '--allow-read=some where' '--allow-write=some where' " +
      "--allow-net=ossci-datasets.s3.amazonaws.com,storage.googleapis.com " +
      rest,
    ]);
  },
});

Deno.test({
  name:
    `examples/mnist.ts prints the command that may load a BLAS library${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const args = ["--engine", "blas", "--seed", "3"];
    const { code, out, err } = await run("mnist", args);
    assertEquals(code, 1);
    assertEquals(out, "");
    assertStringIncludes(err, "Cannot load the blas engine");
    const [command, ...others] = commandsOf(err);
    assertMatch(
      command!,
      /^deno run --allow-read=data\/mnist .* --allow-ffi\S* examples\/mnist\.ts --engine blas --seed 3$/,
    );
    assertEquals(others, []);
  },
});

Deno.test({
  name:
    `examples/mnist.ts trains with a BLAS library, given its flag${skipped}${noBlas}`,
  ignore: !mayRun || blasLibrary === undefined,
  fn: async () => {
    const { path } = blasLibrary!;
    const flag = path.includes("/") ? `--allow-ffi=${path}` : "--allow-ffi";
    const args = ["--engine", "blas", "--epochs=1", "--hidden=64", "--json"];
    for (const library of [[], ["--library", path]]) {
      const { code, out, err } = await run("mnist", [...args, ...library], {
        flags: [flag],
      });
      assertEquals(code, 0, err);
      const report = JSON.parse(lastLine(out));
      assertEquals(report.engine, "blas");
      assertGreaterOrEqual(report.accuracy, 0.5);
      assertStringIncludes(out, "(blas, ");
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts offers the flags of its task where files are missing${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const flags = ["--allow-read=data/mnist", "--allow-write=data/mnist"];
      const args = ["--epochs", "1"];
      const { code, err } = await run("mnist", args, { flags, cwd });
      assertEquals(code, 0);
      assertStringIncludes(err, "Cannot find train-images-idx3-ubyte.gz");
      const [command, ...others] = commandsOf(err);
      assertStringIncludes(command!, `deno run ${await taskFlags()} `);
      assertEquals(others, []);
    } finally {
      await Deno.remove(cwd);
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts offers a flag that does for a directory with a comma in its name${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const args = ["--data", "train,test"];
      const refused = await run("mnist", args, { cwd });
      assertEquals(refused.code, 1);
      const [, flag] = /(--allow-read=\S+)/.exec(commandsOf(refused.err)[0]!)!;
      const { err } = await run("mnist", args, { flags: [flag!], cwd });
      assertStringIncludes(err, "Cannot find train-images");
    } finally {
      await Deno.remove(cwd);
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts offers to download a damaged file again${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const directory = join(cwd, "data", "mnist");
      await Deno.mkdir(directory, { recursive: true });
      const path = join(directory, "train-images-idx3-ubyte.gz");
      await Deno.writeFile(path, new Uint8Array([0x1f, 0x8b, 8])); // cut
      const flags = ["--allow-read=data/mnist"];
      const options = { flags, cwd };
      const { code, err } = await run("mnist", ["--epochs=1"], options);
      assertEquals(code, 0);
      assertStringIncludes(err, "or delete it and allow the download");
      assertStringIncludes(err, "Training on synthetic digits instead");
      assertStringIncludes(commandsOf(err)[0]!, await taskFlags());
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts does without the default directory if it cannot be used, but not without a named one${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      await Deno.symlink("data", join(cwd, "data")); // to itself
      const options = { flags: ["--allow-read=data/mnist"], cwd };
      const { code, out, err } = await run("mnist", ["--epochs=1"], options);
      assertEquals(code, 0);
      assertStringIncludes(err, "Cannot read data/mnist");
      assertStringIncludes(err, "Training on synthetic digits instead");
      assertStringIncludes(out, "Synthetic digits from strokes");

      const named = await run("mnist", ["--data", "data/mnist"], options);
      assertEquals(named.code, 1);
      assertEquals(named.out, "");
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name: `examples/mnist.ts goes on to the same end after Ctrl-C${needsFiles}`,
  ignore: !mayUseFiles || Deno.build.os === "windows", // no SIGINT
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const args = "--hidden 256 --dropout 0.1 --epochs 5 --json".split(" ");
      const through = await run("mnist", args);
      const saving = [...args, "--checkpoint", "run.safetensors"];
      const flags = ["--allow-read=.", "--allow-write=."];
      const script = join(root, "examples", "mnist.ts");
      const child = new Deno.Command("deno", {
        args: ["run", "--no-prompt", ...flags, script, ...saving],
        cwd,
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const err = toBytes(child.stderr);
      let out = "";
      for await (
        const text of child.stdout.pipeThrough(new TextDecoderStream())
      ) {
        if (!out.includes("epoch 1/5") && text.includes("epoch 1/5")) {
          child.kill("SIGINT");
        }
        out += text;
      }
      assertEquals((await child.status).code, 130);
      assertStringIncludes(
        new TextDecoder().decode(await err),
        "Stopped and saved: the same command with --resume goes on",
      );
      assert(!out.includes("epoch 5/5"), out);

      const resumed = await run("mnist", [...saving, "--resume"], {
        flags,
        cwd,
      });
      assertEquals(resumed.code, 0, resumed.err);
      assertStringIncludes(resumed.out, "Going on from run.safetensors, step ");
      const { seconds: _, samplesPerSecond: __, ...expected } = JSON.parse(
        lastLine(through.out),
      );
      const report = JSON.parse(lastLine(resumed.out));
      assertEquals({ ...report, ...expected }, report);

      const others = [...saving, "--resume", "--seed", "9", "--hidden", "4"];
      const refused = await run("mnist", others.toSpliced(0, 2), {
        flags,
        cwd,
      });
      assertEquals(refused.code, 1);
      assertStringIncludes(
        refused.err,
        "Cannot resume from run.safetensors: expected the options that it was " +
          "made with, received another --hidden or --dropout, another --seed",
      );
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts says before it trains that it may not save${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      const args = ["--epochs", "1", "--checkpoint", "run.safetensors"];
      const { code, out, err } = await run("mnist", args, { cwd });
      assertEquals([code, out.includes("epoch")], [1, false]);
      assertStringIncludes(err, "Cannot write run.safetensors");
      const [, flags] = /To save there:\n\n {2}deno run (.*) \S+mnist\.ts/
        .exec(err)!;
      const again = { cwd, flags: flags!.split(" ") };
      assertEquals((await run("mnist", args, again)).code, 0);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name:
    `examples/mnist.ts answers a senseless command line with its usage${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err, out } = await run("mnist", ["--epochs", "0"]);
    assertEquals(code, 1);
    assertStringIncludes(err, "Cannot use --epochs");
    assertStringIncludes(err, "Usage: deno task mnist");
    assertEquals(out, "");
  },
});

Deno.test({
  name: `examples/mnist.ts --help prints the usage and nothing else${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const { code, err, out } = await run("mnist", ["--help"]);
    assertEquals(code, 0);
    assertEquals(err, "");
    assert(out.startsWith("Trains a digit classifier on MNIST.\n\nUsage: "));
    assert(out.trimEnd().endsWith("print this text"));
  },
});
