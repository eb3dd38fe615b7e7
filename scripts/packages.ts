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
  /** Files that its exports name, relative to the root. */
  entryPoints: string[];
}

/** Reads every published package, in the order of the workspace, umbrella last. */
export async function readPackages(): Promise<Package[]> {
  const { workspace } = await readConfig("./");
  const packages: Package[] = [];
  for (const member of [...workspace, "./"]) {
    const folder = member === "./" ? member : `${member.replace("./", "")}/`;
    const { name, exports, publish } = await readConfig(folder);
    if (publish === false) continue; // a stand-in
    const files = typeof exports === "string"
      ? [exports]
      : Object.values(exports);
    const entryPoints = files.map((file) => folder + file.replace("./", ""));
    packages.push({ folder, name, entryPoints });
  }
  return packages;
}

interface Config {
  name: string;
  workspace: string[];
  exports: string | Record<string, string>;
  publish?: false | unknown;
}

async function readConfig(folder: string): Promise<Config> {
  const text = await Deno.readTextFile(new URL(`${folder}deno.json`, root));
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""));
}
