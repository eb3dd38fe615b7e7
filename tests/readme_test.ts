import {
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { mnistDirectory, permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const mayRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = mayRun ? "" : " (skipped: needs to read, write and run)";
const mnist = mayRun ? await mnistDirectory() : undefined;
const noMnist = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST, and to read, write and run)"
  : "";

/** A block of a language in a file of the repository, by default the first. */
async function blockOf(
  file: string,
  language: string,
  index = 0,
): Promise<string> {
  const text = await Deno.readTextFile(join(root, file));
  const pattern = RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm");
  const [, block] = [...text.matchAll(pattern)][index] ?? [];
  assertExists(block, `${file} has no such block of ${language}`);
  return block;
}

/**
 * Runs a script, or the code of one, in a directory of its own, where MNIST is
 * in data/mnist, and gives what it prints.
 */
async function run(
  script: { path: string } | { code: string },
  flags: string[] = ["--allow-read=data/mnist"],
): Promise<string> {
  const cwd = await Deno.makeTempDir();
  try {
    if (mnist !== undefined) {
      await Deno.mkdir(join(cwd, "data"));
      await Deno.symlink(mnist, join(cwd, "data", "mnist"));
    }
    let path = "program.ts";
    if ("path" in script) path = join(root, script.path);
    else await Deno.writeTextFile(join(cwd, path), script.code);
    const config = `--config=${join(root, "deno.json")}`;
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", config, ...flags, path],
      cwd,
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** Asserts that a sample has the words of an output, and about its results. */
function assertSample(sample: string, output: string): void {
  const words = (text: string) => text.replaceAll(/\d[\d.,]*/g, "0");
  assertEquals(words(sample), words(output));
  const results = (text: string) =>
    [...text.matchAll(/(?:loss|accuracy) ([\d.]+)/gi)].map(([, n]) =>
      Number(n)
    );
  const expected = results(output);
  assertGreater(expected.length, 0);
  results(sample).forEach((result, i) =>
    // engines differ by rounding
    assertAlmostEquals(result, expected[i]!, 0.005 * Math.max(1, result))
  );
}

Deno.test({
  name: `README.md's program runs as printed, and reaches 92 %${noMnist}`,
  ignore: mnist === undefined,
  fn: async () => {
    const program = await blockOf("README.md", "ts ignore");
    const last = "console.log((await session.evaluate(test)).accuracy);";
    const output = await run({ code: program + last });
    assertGreater(Number(output.trimEnd().split("\n").at(-1)), 0.92);
  },
});

Deno.test({
  name: `README.md shows what the example prints${noMnist}`,
  ignore: mnist === undefined,
  fn: async () => {
    const sample = await blockOf("README.md", "text");
    assertSample(sample, await run({ path: "examples/mnist.ts" }));
  },
});

Deno.test({
  name: `README.md saves and loads a model as printed${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const code = `
      import { Dense, Sequential } from "@cutedl/layers";
      const model = new Sequential([new Dense(3, { inputs: 2 })], { seed: 1 });
      ${await blockOf("README.md", "ts ignore", 1)}
      const [kernel] = loaded.parameters;
      console.log(kernel!.name, \`\${kernel!.value}\` === \`\${model.parameters[0]!.value}\`);
    `;
    const flags = ["--allow-read=.", "--allow-write=."];
    assertEquals(await run({ code }, flags), "0.dense.kernel true\n");
  },
});

Deno.test({
  name: `README.md stops and goes on as printed${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const code = `
      import { ArrayDataset } from "@cutedl/datasets";
      import { Dense, Sequential } from "@cutedl/layers";
      import { CategoricalCrossentropy } from "@cutedl/losses";
      import { Fixed } from "@cutedl/optimizers";
      import { Session as InMemory } from "@cutedl/session";
      import { randomTensor, softmax } from "@cutedl/tensor";
      const inputs = randomTensor([64, 3], { seed: 1 });
      const train = new ArrayDataset(inputs, softmax(inputs));
      const session = new InMemory(new Sequential([new Dense(3)]), {
        loss: new CategoricalCrossentropy(),
        optimizer: new Fixed(0.1),
      });
      ${await blockOf("README.md", "ts ignore", 2)}
      console.log(loaded.step, String(loaded.history) === String(session.history));
    `;
    const flags = ["--allow-read=.", "--allow-write=."];
    assertEquals(await run({ code }, flags), "40 true\n");
  },
});

Deno.test({
  name: `session/README.md shows what its program prints${skipped}`,
  ignore: !mayRun,
  fn: async () => {
    const sample = await blockOf("session/README.md", "text");
    const program = (await blockOf("session/README.md", "ts"))
      .replace("Session }", "ProgressBar, Session }")
      .replace("callbacks: [", "$& new ProgressBar(),");
    assertSample(sample, await run({ code: program }));
  },
});
