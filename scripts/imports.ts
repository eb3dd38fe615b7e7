/**
 * What files import, as Deno reads them.
 *
 * @module
 */
import { root } from "./packages.ts";

/** An import of a file: static or dynamic, by `import` or by `require`. */
export interface Import {
  /** URL of the file. */
  file: string;
  /** What it imports, as written. */
  specifier: string;
  /** URL of that, where it could be resolved. */
  target: string | undefined;
  /** Whether it is of types alone, which loads nothing. */
  isType: boolean;
  /** Whether it loads only when the program comes to it. */
  isDynamic: boolean;
}

interface Graph {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: {
      specifier: string;
      isDynamic?: boolean;
      code?: { specifier?: string };
      type?: { specifier?: string };
    }[];
  }[];
}

/**
 * Finds the imports of files, and of all files that they lead to.
 *
 * Imports whose specifier is computed cannot be found.
 *
 * @param files URLs of the files.
 * @throws {Error} If one of this repository is not there, or is no module.
 */
export async function importsOf(files: Iterable<string>): Promise<Import[]> {
  const code = Array.from(files, (file) => `import ${JSON.stringify(file)};`);
  const entry = `data:text/typescript,${encodeURIComponent(code.join(""))}`;
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["info", "--json", "--no-lock", entry],
    cwd: root,
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(`Cannot read imports: ${decoder.decode(stderr)}`);
  }
  const { modules }: Graph = JSON.parse(decoder.decode(stdout));
  for (const { specifier, error } of modules) {
    if (error !== undefined && specifier.startsWith(root.href)) {
      throw new Error(`Cannot read imports of ${specifier}: ${error}`);
    }
  }
  return modules.flatMap(({ specifier: file, dependencies = [] }) =>
    file === entry
      ? []
      : dependencies.map(({ specifier, code, type, isDynamic = false }) => ({
        file,
        specifier,
        target: (code ?? type)?.specifier,
        isType: code === undefined,
        isDynamic,
      }))
  );
}

/**
 * Finds the files of the repository that a module leads to, by paths from the
 * root.
 *
 * @param module Path of the module from the root.
 * @param options Whether those count that it loads only when it comes to them.
 */
export async function reachableFrom(
  module: string,
  { later = true } = {},
): Promise<string[]> {
  const entry = new URL(module, root).href;
  const imports = await importsOf([entry]);
  const loaded = new Set([entry]);
  for (const file of loaded) { // it grows meanwhile
    for (const { file: by, isType, isDynamic, target } of imports) {
      if (by !== file || isType || target === undefined) continue;
      if (later || !isDynamic) loaded.add(target);
    }
  }
  return [...loaded].map((file) => file.slice(root.href.length));
}
