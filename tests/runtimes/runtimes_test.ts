import {
  assert,
  assertEquals,
  assertExists,
  assertGreater,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { permits } from "../permissions.ts";
import { openPage, servePage } from "./browser.ts";
import { findChromium, findRuntimes } from "./commands.ts";
import type { Outcome } from "./program.ts";
import { Project } from "./project.ts";

const mayRun = await permits({ name: "run" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = mayRun ? "" : " (skipped: run deno task test:runtimes)";

let project: Project; // once there is one
if (mayRun) {
  Deno.test.beforeAll(async () => {
    project = await Project.create();
    const statements = project.specifiers().map((specifier, i) =>
      `export * as entry${i} from "${specifier}";\n`
    );
    await project.write("all.ts", statements.join(""));
    await project.compile("node", ["main.ts", "all.ts"]);
  });
  Deno.test.afterAll(() => project?.remove());
}

/** Registers a test that is skipped where it cannot run. */
function test(name: string, fn: () => Promise<void>, canRun = true): void {
  Deno.test({ name: name + skipped, ignore: !mayRun || !canRun, fn });
}

/** What the program came to in Deno, from the packages. */
let inDeno: Promise<[Outcome, Outcome]> | undefined;

/** Runs the program with files, and gives what came out. */
async function runProgram(line: string[]): Promise<[Outcome, Outcome]> {
  const [command, ...args] = line;
  const printed = await project.run(command!, [...args, "out/main.js"]);
  const { file, outcomes, threads } = JSON.parse(printed);
  assertEquals(file, outcomes[0].model); // the way by files is the same
  assert(threads, "No other thread is at work");
  return outcomes;
}

function expectedOutcomes(): Promise<[Outcome, Outcome]> {
  const flags = ["--allow-read=.", "--allow-write=."];
  return inDeno ??= runProgram(["deno", "run", ...flags]);
}

/**
 * Asserts that outcomes are those of Deno, to the byte. With relaxed SIMD they may
 * also be those of plain SIMD, where a runtime does not fuse.
 */
async function assertOutcomes(
  [auto, plain]: [Outcome, Outcome],
  hasRelaxedSimd: boolean,
): Promise<void> {
  const [relaxed, expected] = await expectedOutcomes();
  assertEquals(plain, expected);
  if (!hasRelaxedSimd) return assertEquals(auto, expected);
  assertEquals(auto.engine, "wasm, relaxed SIMD");
  const fuses = auto.model === relaxed.model;
  assertEquals(auto, fuses ? relaxed : { ...expected, engine: auto.engine });
}

test("The program learns in Deno, from the packages as from the sources", async () => {
  const outcomes = await expectedOutcomes();
  assertGreater(outcomes[0].accuracy, 0.8);
  assertGreater(outcomes[1].accuracy, 0.8);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const program = new URL("main.ts", import.meta.url).pathname;
  const flags = [`--config=${config}`, "--allow-read=.", "--allow-write=."];
  const printed = await project.run("deno", ["run", ...flags, program]);
  assertEquals(JSON.parse(printed).outcomes, outcomes);
});

const unknown = { title: "other runtimes", line: undefined };
for (const { title, line } of mayRun ? await findRuntimes() : [unknown]) {
  const canRun = line !== undefined;
  test(`The program gives the same bytes in ${title}`, async () => {
    const hasRelaxedSimd = !title.startsWith("Node 20."); // V8 has, from 21
    await assertOutcomes(await runProgram(line!), hasRelaxedSimd);
  }, canRun);
}

const chromium = mayRun
  ? await findChromium()
  : { ...unknown, title: "Chromium" };
const hasChromium = chromium.line !== undefined;
const policy = "default-src 'none'; script-src 'self'";
const compiles = `${policy} 'wasm-unsafe-eval'`;

/** Pages, and whether threads join in their workers; in a page itself none do. */
const pages = [
  {
    how: "without cross-origin isolation, on one thread",
    policy: `${compiles}; worker-src 'self' data:`,
    isolated: false,
    threads: false,
  },
  {
    how: "where a policy refuses threads, on one",
    policy: `${compiles}; worker-src 'self'`,
    isolated: true,
    threads: false,
  },
  {
    how: "with threads in a worker",
    policy: `${compiles}; worker-src 'self' data:`,
    isolated: true,
    threads: true,
  },
];
for (const { how, policy, isolated, threads } of pages) {
  test(
    `The program gives the same bytes in ${chromium.title} ${how}`,
    async () => {
      await project.bundle(["page.ts", "worker.ts"], "site");
      const folder = join(project.directory, "site");
      await using site = servePage(folder, { policy, isolated });
      const { report, errors } = await openPage(chromium.line![0]!, site.url);
      assertEquals(errors, []);
      assertEquals(report.error, undefined);
      assertEquals(report.isolated, isolated);
      assertEquals([report.page.threads, report.worker.threads], [
        false,
        threads,
      ]);
      await assertOutcomes(report.page.outcomes, true);
      await assertOutcomes(report.worker.outcomes, true);
    },
    hasChromium,
  );
}

test(
  `The wasm engine says in ${chromium.title} that a policy forbids it`,
  async () => {
    await project.bundle(["page.ts", "worker.ts"], "site");
    const folder = join(project.directory, "site");
    await using site = servePage(folder, { policy, isolated: false });
    const { report } = await openPage(chromium.line![0]!, site.url);
    assertStringIncludes(
      report.error,
      "received one whose Content-Security-Policy forbids it",
    );
  },
  hasChromium,
);

test("Declarations of every entry point are checked as for browsers", async () => {
  await project.compile("browser", ["page.ts", "worker.ts", "all.ts"]);
  const wrong = 'import { Dense } from "@cutedl/layers";\nnew Dense("10");\n';
  await project.write("wrong.ts", wrong);
  await assertRejects(
    () => project.compile("browser", ["wrong.ts"]),
    Error,
    "'string' is not assignable to parameter of type 'number'",
  );
});

test("Every entry point loads by import and by require() in Node", async () => {
  const specifiers = project.specifiers();
  assertGreater(specifiers.length, 100);
  const list = JSON.stringify(specifiers);
  await project.write(
    "all.cjs",
    `const assert = require("node:assert");
Promise.all(${list}.map(async (name) => {
  assert.deepEqual(Object.keys(require(name)), Object.keys(await import(name)));
})).then(() => console.log("loaded"));`,
  );
  assertStringIncludes(await project.run("node", ["all.cjs"]), "loaded");
});

test("Every entry point refuses a Node that is too old", async () => {
  await project.write(
    "old.js",
    `delete process.getBuiltinModule;
for (const name of ${JSON.stringify(project.specifiers())}) {
  await import(name).then(
    () => console.log(name, "loaded"),
    ({ message }) => console.log(message.replace(/received [\\d.]+:/, "received it:")),
  );
}`,
  );
  const printed = await project.run("node", ["old.js"]);
  for (const line of printed.trimEnd().split("\n")) {
    assertStringIncludes(line, "received it: update Node");
  }
});

test("Packages hold no tests, no assembly sources and no paths of this machine", async () => {
  const packages = join(project.directory, "node_modules", "@cutedl");
  for (const [path, text] of await textsBelow(packages)) {
    assertEquals(/_(?:test|bench|testing)\.|assembly/.test(path), false, path);
    assertEquals(/registry\.npmjs\.org|file:\/\/\//.test(text), false, path);
  }
  for await (const { name } of Deno.readDir(packages)) {
    const folder = join(packages, name);
    const manifest = JSON.parse(
      await Deno.readTextFile(join(folder, "package.json")),
    );
    for (const file of ["LICENSE", "README.md"]) {
      assertGreater((await Deno.stat(join(folder, file))).size, 500);
    }
    for (
      const entry of Object.values<Record<string, string>>(manifest.exports)
    ) {
      if (typeof entry === "string") continue;
      for (const file of Object.values(entry)) {
        assertExists(await Deno.stat(join(folder, file)));
      }
    }
  }
});

/** Paths of all files of a folder, relative to it, and their texts. */
async function textsBelow(
  folder: string,
  below = "",
): Promise<[string, string][]> {
  const texts: [string, string][] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = join(below, name);
    if (isDirectory) texts.push(...await textsBelow(folder, path));
    else texts.push([path, await Deno.readTextFile(join(folder, path))]);
  }
  return texts;
}
