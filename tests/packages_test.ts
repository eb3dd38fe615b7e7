import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { type Import, importsOf, reachableFrom } from "../scripts/imports.ts";
import { readPackages, root } from "../scripts/packages.ts";
import { allowedImports, optionalImports } from "./allowed_imports.ts";
import { permits } from "./permissions.ts";

const mayRead = await permits({ name: "read" });
const canRun = mayRead && await permits({ name: "run", command: "deno" });
const needsRead = mayRead ? "" : " (skipped: needs --allow-read)";
const needsRun = canRun
  ? ""
  : " (skipped: needs --allow-read and --allow-run=deno)";

for (const [folder, packages] of Object.entries(allowedImports)) {
  Deno.test({
    name:
      `@cutedl/${folder} imports what it may, and stays in its folder${needsRun}`,
    ignore: !canRun,
    fn: async () => {
      const sources = sourcesOf(new URL(`${folder}/`, root));
      const imports = await importsOf(sources);
      assertEquals(offencesIn(imports, folder, packages), []);
      const read = new Set(imports.map(({ file }) => file));
      assertGreater(sources.filter((file) => read.has(file)).length, 3);
    },
  });

  Deno.test({
    name:
      `@cutedl/${folder} needs no global of one runtime alone, and makes no code of text${needsRead}`,
    ignore: !mayRead,
    fn: () => {
      for (const file of sourcesOf(new URL(`${folder}/`, root))) {
        const code = codeOf(file);
        const globals = code.match(/(?<!")\b(?:Deno|Bun|Buffer)[.[]\w+/g);
        assertEquals(globals, null, file);
        const makers = code.match(
          /(?<![\w-])eval\b|\bFunction\s*\(|\bset(?:Timeout|Interval)\(\s*["`]/g,
        );
        assertEquals(makers, null, file);
        if (optionalImports.includes(file.slice(root.href.length))) continue;
        assertEquals(
          code.match(/\bimport\s*\((?!\s*"[^"]*"\s*,?\s*\))/),
          null,
          file,
        );
      }
    },
  });
}

Deno.test({
  name:
    `every package has a row in the table of what it may import${needsRead}`,
  ignore: !mayRead,
  fn: async () => {
    const folders = (await readPackages()).map(({ folder }) => folder);
    const rows = Object.keys(allowedImports).map((folder) => `${folder}/`);
    // the umbrella may import all
    assertEquals(folders.toSorted(), [...rows, "./"].toSorted());
  },
});

for (const folder of ["tensor", "layers", "losses", "optimizers", "session"]) {
  Deno.test({
    name:
      `mod.ts of @cutedl/${folder} loads nothing that needs a file system${needsRun}`,
    ignore: !canRun,
    fn: async () => {
      const files = await reachableFrom(`${folder}/mod.ts`);
      const offences = files.filter((file) =>
        /(?:^|\/)file\.ts$|^tensor\/files\//.test(file)
      );
      assertEquals(offences, []);
      assertGreater(files.length, 3); // it has followed them
    },
  });
}

Deno.test({
  name:
    `mod.ts of @cutedl/session does not reach its reports, not even later${needsRun}`,
  ignore: !canRun,
  fn: async () => {
    const files = await reachableFrom("session/mod.ts");
    assertEquals(files.includes("session/session.ts"), true);
    const reports = files.filter((file) => file.startsWith("session/report/"));
    assertEquals(reports, []);
    // charts are loaded when one is shown, not before
    const isChart = (file: string) => file.startsWith("session/charts/");
    assertEquals(files.some(isChart), true);
    const first = await reachableFrom("session/mod.ts", { later: false });
    assertEquals(first.filter(isChart), []);
  },
});

Deno.test({
  name:
    `importsOf() finds every kind of import, and tells which are of types${needsRun}`,
  ignore: !canRun,
  fn: async () => {
    const code = `
      import "./effects.ts";
      import { one } from "@std/one";
      import {
        two,
      } from "node:two";
      import type { Three } from "node:three";
      export * from "./four.ts";
      export type { Five } from "./five.ts";
      const six = await import("node:six");
      type Seven = typeof import("node:seven");
      const glob = "/*"; import { eight } from "@cutedl/tensor"; // */
      const text = 'import("nine")'; // import "ten";
      const eleven = require("eleven");
    `;
    const file = `data:text/typescript,${encodeURIComponent(code)}`;
    const imports = (await importsOf([file])).filter((found) =>
      found.file === file
    );
    assertEquals(
      imports.map(({ specifier, isType }) => [specifier, isType]),
      [
        ["./effects.ts", false],
        ["@std/one", false],
        ["node:two", false],
        ["node:three", true],
        ["./four.ts", false],
        ["./five.ts", true],
        ["node:six", false],
        ["node:seven", true],
        ["@cutedl/tensor", false],
        ["eleven", false],
      ],
    );
    const dynamic = imports.filter(({ isDynamic }) => isDynamic);
    assertEquals(dynamic.map(({ specifier }) => specifier), [
      "node:six",
      "eleven",
    ]);
  },
});

Deno.test({
  name: `importsOf() refuses a file that is not there${needsRun}`,
  ignore: !canRun,
  fn: async () => {
    const missing = new URL("losses/missing.ts", root).href;
    await assertRejects(
      () => importsOf([missing]),
      Error,
      `Cannot read imports of ${missing}: `,
    );
  },
});

Deno.test("offencesIn() finds imports that the table does not allow", () => {
  const file = new URL("losses/loss.ts", root).href;
  const of = (specifier: string, isType = false): Import => ({
    file,
    specifier,
    isType,
    isDynamic: false,
    target: specifier.startsWith(".")
      ? new URL(specifier, file).href
      : undefined,
  });
  const allowed = [
    of("./mod.ts"),
    of("@cutedl/tensor"),
    of("@cutedl/tensor/file"),
    of("node:fs", true),
    { ...of("@std/assert"), file: new URL("tensor/tensor.ts", root).href },
  ];
  assertEquals(offencesIn(allowed, "losses", ["@cutedl/tensor"]), []);
  const refused = [
    of("../tensor/mod.ts"),
    of("@cutedl/layers"),
    of("@cutedl/layers", true),
    of("@cutedl/tensors"),
    of("@std/path"),
    of("node:fs"),
    of("npm:left-pad"),
    of("https://example.com/mod.ts"),
  ];
  assertEquals(
    offencesIn(refused, "losses", ["@cutedl/tensor"]),
    refused.map(({ specifier }) => `losses/loss.ts imports ${specifier}`),
  );
});

/** Imports of a folder's files that are neither of the folder nor allowed. */
function offencesIn(
  imports: Import[],
  folder: string,
  packages: readonly string[],
): string[] {
  const inside = new URL(`${folder}/`, root).href;
  return imports
    .filter(({ file }) => file.startsWith(inside))
    .filter(({ specifier, target, isType }) =>
      specifier.startsWith(".")
        ? !target?.startsWith(inside)
        : !packages.some((name) =>
          specifier === name || specifier.startsWith(`${name}/`)
        ) && !(isType && specifier.startsWith("node:")) // loads nothing
    )
    .map(({ file, specifier }) =>
      `${file.slice(root.href.length)} imports ${specifier}`
    );
}

/** URLs of the published TypeScript files of a folder. */
function sourcesOf(folder: URL): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) {
      return name === "assembly" ? [] : sourcesOf(new URL(`${name}/`, folder));
    }
    const isSource = name.endsWith(".ts") &&
      !/_(test|bench|testing)\.ts$/.test(name);
    return isSource ? [new URL(name, folder).href] : [];
  });
}

/** A source without its comments. */
function codeOf(file: string): string {
  return Deno.readTextFileSync(new URL(file))
    .replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
}

Deno.test("@cutedl/cutedl exports everything that the packages export", async () => {
  const umbrella = Object.keys(await import("@cutedl/cutedl"));
  const packages = await Promise.all([
    import("@cutedl/tensor"),
    import("@cutedl/layers"),
    import("@cutedl/losses"),
    import("@cutedl/optimizers"),
    import("@cutedl/datasets"),
    import("@cutedl/session"),
  ]);
  // a name that two packages export would be missing from the umbrella
  const names = packages.flatMap((exported) => Object.keys(exported));
  assertEquals(umbrella.toSorted(), names.toSorted());
});
