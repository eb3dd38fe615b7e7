import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  mayRun,
  mayUseFiles,
  needsFiles,
  root,
  run,
  skipped,
} from "./_run_example.ts";

/** Flags of the task, as in deno.json. */
async function taskFlags(): Promise<string> {
  const text = await Deno.readTextFile(join(root, "deno.json"));
  return / run (.*) examples\/mnist\.ts/.exec(text)![1]!;
}

/** The commands that a message offers. */
function commandsOf(text: string): string[] {
  return [...text.matchAll(/^ {2}(deno run .*)$/gm)].map(([, line]) => line!);
}

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
