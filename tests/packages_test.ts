import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, normalize } from "@std/path";
import { permits } from "./permissions.ts";

// what each package may import beside itself, from the map of the design
const allowed: Record<string, string[]> = {
  tensor: [],
  layers: ["@cutedl/tensor"],
  losses: ["@cutedl/tensor"],
  optimizers: ["@cutedl/tensor"],
  datasets: ["@cutedl/tensor", "@std/path", "@std/streams"],
  session: [
    "@cutedl/tensor",
    "@cutedl/layers",
    "@cutedl/losses",
    "@cutedl/optimizers",
    "@cutedl/datasets",
  ],
};
const root = fromFileUrl(new URL("../", import.meta.url));
const mayRead = await permits({ name: "read", path: root });
const skipped = mayRead ? "" : " (skipped: needs --allow-read)";

for (const [folder, packages] of Object.entries(allowed)) {
  Deno.test({
    name:
      `@cutedl/${folder} imports what it may, and stays in its folder${skipped}`,
    ignore: !mayRead,
    fn: () => {
      const offences: string[] = [];
      for (const file of sourcesOf(join(root, folder))) {
        for (const { specifier, isType } of importsOf(codeOf(file))) {
          const isAllowed = specifier.startsWith(".")
            ? normalize(join(dirname(file), specifier))
              .startsWith(join(root, folder))
            : packages.some((name) =>
              specifier === name || specifier.startsWith(`${name}/`)
            ) || isType && specifier.startsWith("node:"); // loads nothing
          if (!isAllowed) offences.push(`${file} imports ${specifier}`);
        }
      }
      assertEquals(offences, []);
    },
  });

  Deno.test({
    name: `@cutedl/${folder} needs no global of one runtime alone${skipped}`,
    ignore: !mayRead,
    fn: () => {
      for (const file of sourcesOf(join(root, folder))) {
        const used = codeOf(file).match(/(?<!")\b(?:Deno|Bun|Buffer)[.[]\w+/g);
        assertEquals(used, null, file);
      }
    },
  });
}

for (const folder of ["tensor", "layers", "losses", "optimizers", "session"]) {
  Deno.test({
    name:
      `mod.ts of @cutedl/${folder} loads nothing that needs a file system${skipped}`,
    ignore: !mayRead,
    fn: () => {
      const loaded = new Set<string>();
      const visit = (file: string): void => {
        if (loaded.has(file)) return;
        loaded.add(file);
        for (const { specifier, isType } of importsOf(codeOf(file))) {
          if (!isType) visit(resolve(specifier, file));
        }
      };
      visit(join(root, folder, "mod.ts"));
      const files = [...loaded].map((file) => file.slice(root.length));
      const offences = files.filter((file) =>
        /(?:^|\/)file\.ts$|^tensor\/files\//.test(file)
      );
      assertEquals(offences, []);
      assertEquals(loaded.size > 3, true); // it has followed them
    },
  });
}

Deno.test("importsOf() finds every kind of import, and tells which are of types", () => {
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
const text = 'import("eight")';
`;
  assertEquals(
    importsOf(code).map(({ specifier, isType }) => [specifier, isType]),
    [
      ["./effects.ts", false],
      ["@std/one", false],
      ["node:two", false],
      ["node:three", true],
      ["./four.ts", false],
      ["./five.ts", true],
      ["node:six", false],
      ["node:seven", true],
      ["eight", false], // better once too often
    ],
  );
});

/** Published TypeScript files of a folder. */
function sourcesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return name === "assembly" ? [] : sourcesOf(path);
    const isSource = name.endsWith(".ts") &&
      !/_(test|bench|testing)\.ts$/.test(name);
    return isSource ? [path] : [];
  });
}

/** The file that an import is of. */
function resolve(specifier: string, file: string): string {
  if (specifier.startsWith(".")) return join(dirname(file), specifier);
  const [, folder, entry] = /^@cutedl\/([^/]+)(\/.+)?$/.exec(specifier)!;
  const manifest = Deno.readTextFileSync(join(root, folder!, "deno.json"));
  const path = JSON.parse(manifest).exports[`.${entry ?? ""}`];
  return join(root, folder!, path);
}

/** A source without its comments. */
function codeOf(file: string): string {
  return Deno.readTextFileSync(file)
    .replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
}

/** Specifiers of static and dynamic imports. */
function importsOf(code: string): { specifier: string; isType: boolean }[] {
  const statement =
    /^(?:import|export)\s+(type\s)?(?:[^;"]*?\sfrom\s+)?"([^"]+)"/;
  const expression = /(\btypeof\s+)?\bimport\s*\(\s*["'`]([^"'`]+)/;
  const either = new RegExp(`${statement.source}|${expression.source}`, "gm");
  return [...code.matchAll(either)].map(([, type, from, typeOf, dynamic]) => ({
    specifier: (from ?? dynamic)!,
    isType: (type ?? typeOf) !== undefined,
  }));
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
