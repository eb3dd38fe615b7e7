import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { reachableFrom } from "../scripts/imports.ts";
import { lastLine, mayUseFiles, needsFiles, run } from "./_run_example.ts";

/** Names in a directory. */
function namesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name);
}

/** Registers a test that gets a directory of its own. */
function reportTest(
  name: string,
  fn: (directory: string) => Promise<void>,
): void {
  Deno.test({
    name: `examples/mnist.ts ${name}${needsFiles}`,
    ignore: !mayUseFiles,
    fn: async () => {
      const directory = await Deno.makeTempDir();
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: `examples/mnist.ts loads what reports need only for one${needsFiles}`,
  ignore: !mayUseFiles,
  fn: async () => {
    const files = await reachableFrom("examples/mnist.ts", { later: false });
    const isReport = (file: string) => /^session\/(report|charts)\//.test(file);
    assertEquals(files.includes("session/session.ts"), true);
    assertEquals(files.filter(isReport), []);
  },
});

reportTest("writes a report where one is asked for", async (cwd) => {
  const flags = ["--allow-read=.", "--allow-write=."];
  await run("mnist", ["--epochs=1"], { cwd, flags });
  assertEquals(namesIn(cwd), []);

  const args = ["--epochs=2", "--report=run.html", "--json"];
  const { code, out, err } = await run("mnist", args, { cwd, flags });
  assertEquals(code, 0, err);
  assertStringIncludes(out, "\nWrote run.html\n");
  const { accuracy } = JSON.parse(lastLine(out));
  assertEquals(namesIn(cwd), ["run.html"]);
  const page = await Deno.readTextFile(join(cwd, "run.html"));
  assertStringIncludes(page, "<h1>Synthetic digits</h1>");
  assertStringIncludes(page, "784→10, fixed 0.2, 376 steps, 2 epochs, ");
  assertStringIncludes(
    page,
    `${(accuracy * 2000).toLocaleString("en")} of 2,000 examples are right`,
  );
  assertStringIncludes(page, "<h2>Worst mistakes</h2>");
  assertStringIncludes(page, '<th scope="row">batch size</th><td>64</td>');
});

reportTest(
  "refuses a report that it cannot write before it trains",
  async (cwd) => {
    const flags = ["--allow-read=.", "--allow-write=."];
    for (
      const [path, message] of [
        ["no/run.svg", "Cannot write no/run.svg: expected a directory for it"],
        [
          "run.pdf",
          "Cannot write report run.pdf: expected a path that ends in",
        ],
      ] as const
    ) {
      const args = ["--epochs=1", "--report", path];
      const { code, out, err } = await run("mnist", args, { cwd, flags });
      assertEquals(code, 1);
      assertEquals(out, "");
      assertStringIncludes(err, message);
    }
    assertEquals(namesIn(cwd), []);
  },
);

reportTest("prints the command that may write the report", async (cwd) => {
  const offered = async (path: string, flags: string[]): Promise<string> => {
    const args = ["--epochs=1", "--report", path];
    const { code, out, err } = await run("mnist", args, { cwd, flags });
    assertEquals([code, out], [1, ""]);
    assertStringIncludes(err, "To save there:");
    return /^ {2}deno run (.*) \S*examples\/mnist\.ts/m.exec(err)![1]!;
  };
  assertEquals(
    await offered("out.svg", []),
    "--allow-read=data/mnist --allow-read=. --allow-write=.",
  );
  const flags = await offered("out.png", ["--allow-read=.", "--allow-write=."]);
  assertEquals(
    flags,
    "--allow-write=. --allow-ffi --allow-read --allow-sys --allow-env",
  );
  const args = ["--epochs=1", "--report=out.png"];
  const { err } = await run("mnist", args, { cwd, flags: flags.split(" ") });
  if (err.includes("expected a font")) return;
  assertEquals(namesIn(cwd), ["out.png"]);
});
