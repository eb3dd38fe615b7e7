import { type Package, root } from "../packages.ts";
import { git } from "./git.ts";

/**
 * Writes another version into every package: into its `deno.json`, and into the
 * `_version.ts` of those whose code tells it.
 *
 * @param packages Packages of one version.
 * @returns The paths of the files, and a function that takes it back.
 */
export async function setVersion(
  packages: readonly Package[],
  version: string,
): Promise<{ paths: string[]; undo: () => Promise<void> }> {
  const sources = await git("ls-files", "--", "*/_version.ts");
  const paths = [
    ...packages.map(({ folder }) => `${folder}deno.json`),
    ...sources.split("\n").filter((path) => path !== ""),
  ];
  const old = packages[0]?.version;
  const texts = new Map<URL, string>();
  for (const path of paths) {
    const file = new URL(path, root);
    texts.set(file, await Deno.readTextFile(file));
  }
  const undo = async (): Promise<void> => {
    for (const [file, text] of texts) await Deno.writeTextFile(file, text);
  };
  for (const [file, text] of texts) {
    await Deno.writeTextFile(file, text.replace(`"${old}"`, `"${version}"`));
  }
  return { paths, undo };
}
