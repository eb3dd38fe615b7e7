/**
 * The published packages and their entry points, read from their `deno.json`.
 *
 * @module
 */

/** Root of the repository. */
export const root = new URL("../", import.meta.url);

/** A published package. */
export interface Package {
  /** Folder, relative to the root, such as `tensor/`; the umbrella's is `./`. */
  folder: string;
  /** Name, such as `@cutedl/tensor`. */
  name: string;
  /** Version, such as `1.2.3`. */
  version: string;
  /** What it is for, in a sentence, where it says so. */
  description: string | undefined;
  /** License, such as `MIT`. */
  license: string;
  /** Files by entry point, such as `./engine`, relative to the folder. */
  exports: Record<string, string>;
  /** Those files, relative to the root. */
  entryPoints: string[];
}

/** Reads every published package, in the order of the workspace, umbrella last. */
export async function readPackages(): Promise<Package[]> {
  const { workspace } = await readConfig("./");
  const packages: Package[] = [];
  for (const member of [...workspace, "./"]) {
    const folder = member === "./" ? member : `${member.replace("./", "")}/`;
    const config = await readConfig(folder);
    if (config.publish === false) continue; // a stand-in
    const { name, version, description, license } = config;
    const exports = typeof config.exports === "string"
      ? { ".": config.exports }
      : config.exports;
    const entryPoints = Object.values(exports)
      .map((file) => folder + file.replace("./", ""));
    packages.push({
      folder,
      name,
      version,
      description,
      license,
      exports,
      entryPoints,
    });
  }
  return packages;
}

/** What a `deno.json` says. */
export interface Config {
  name: string;
  version: string;
  description?: string;
  license: string;
  workspace: string[];
  exports: string | Record<string, string>;
  publish?: false | unknown;
}

/** Parses a `deno.json`, in which lines may be comments. */
export function parseConfig(text: string): Config {
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""));
}

async function readConfig(folder: string): Promise<Config> {
  const file = new URL(`${folder}deno.json`, root);
  return parseConfig(await Deno.readTextFile(file));
}
