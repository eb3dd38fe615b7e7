/**
 * What npm reads of a package, and what a package imports.
 *
 * @module
 */
import type { Package } from "./packages.ts";

// the first with process.getBuiltinModule, by which files are reached
const NODE = "^20.16.0 || >=22.3.0";

/** What npm reads of a package. */
export interface NpmManifest {
  name: string;
  version: string;
  description: string;
  license: string;
  type: "module";
  sideEffects: false;
  main: string;
  types: string;
  exports: Record<string, string | { types: string; default: string }>;
  engines: { node: string };
  dependencies: Record<string, string>;
}

/**
 * Describes a package to npm.
 *
 * @param found The package.
 * @param imported Names of the packages that its files import.
 * @param versions Versions of all packages of the workspace, by name.
 * @throws {Error} If it imports what npm does not have.
 */
export function npmManifest(
  { name, version, description = "", license, exports: sources }: Package,
  imported: Iterable<string>,
  versions: ReadonlyMap<string, string>,
): NpmManifest {
  const exports: Record<string, { types: string; default: string }> = {};
  for (const [entry, file] of Object.entries(sources)) {
    exports[entry] = {
      types: file.replace(/\.ts$/, ".d.ts"),
      default: file.replace(/\.ts$/, ".js"), // for require() as well
    };
  }
  const dependencies: Record<string, string> = {};
  for (const dependency of [...new Set(imported)].toSorted()) {
    const version = versions.get(dependency);
    if (version === undefined) {
      throw new Error(
        `Cannot describe ${name} to npm: expected imports of packages of the ` +
          `workspace, received ${dependency}: bundle it into the package`,
      );
    }
    dependencies[dependency] = `^${version}`;
  }
  const main = exports["."]!;
  return {
    name,
    version,
    description,
    license,
    type: "module",
    sideEffects: false,
    main: main.default,
    types: main.types,
    exports: { ...exports, "./package.json": "./package.json" },
    engines: { node: NODE },
    dependencies,
  };
}

/**
 * Specifiers that statements of a module import or export from, each once. Those
 * of examples in comments do not count.
 */
export function specifiersOf(code: string): string[] {
  // `deno pack` puts a statement on the line that its comment ends
  const statement =
    /^(?:.*\*\/ )?(?:import|export)\s(?:[\w$\s{},*]*\sfrom\s+)?"([^"]+)"/gm;
  return [...new Set([...code.matchAll(statement)].map(([, name]) => name!))];
}

/** The package of a specifier: `@cutedl/tensor` of `@cutedl/tensor/file`. */
export function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0];
}

/**
 * A module that refuses a Node which is too old. Entry points import it first; a
 * bundle for browsers leaves it out.
 */
export function nodeCheck(name: string): string {
  return `const { process } = globalThis;
if (process?.versions?.node && !process.getBuiltinModule) {
  throw new Error(
    "Cannot load ${name}: expected Node ${NODE}, received " +
      process.versions.node + ": update Node",
  );
}
`;
}
