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
        for (const specifier of importsOf(Deno.readTextFileSync(file))) {
          const inside = specifier.startsWith(".")
            ? normalize(join(dirname(file), specifier))
              .startsWith(join(root, folder))
            : packages.some((name) =>
              specifier === name || specifier.startsWith(`${name}/`)
            );
          // types of built-in modules are erased, and load nothing
          if (!inside && !specifier.startsWith("node:")) {
            offences.push(`${file} imports ${specifier}`);
          }
        }
      }
      assertEquals(offences, []);
    },
  });

  Deno.test({
    name:
      `@cutedl/${folder} imports no built-in module but for its types${skipped}`,
    ignore: !mayRead,
    fn: () => {
      for (const file of sourcesOf(join(root, folder))) {
        const code = Deno.readTextFileSync(file);
        const imports = code.match(/^import (?!type )[^;]*"node:[^"]*"/gm);
        assertEquals(imports, null, file);
      }
    },
  });
}

/** Published TypeScript files of a folder. */
function sourcesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return name === "assembly" ? [] : sourcesOf(path);
    const isSource = name.endsWith(".ts") && !/_(test|bench)\.ts$/.test(name);
    return isSource ? [path] : [];
  });
}

/** Specifiers of static and dynamic imports, documentation left out. */
function importsOf(source: string): string[] {
  const code = source.replaceAll(/\/\*[^]*?\*\//g, "");
  const found = code.matchAll(
    /^(?:import|export)\s[^;"]*?\sfrom\s+"([^"]+)"|\bimport\(?\s*"([^"]+)"/gm,
  );
  return [...found].map((match) => match[1] ?? match[2]!);
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
