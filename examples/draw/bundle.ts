const SCRIPTS = ["page.ts", "worker.ts"];
const TEXTS = [
  "index.html",
  "style.css",
  "drawing.css",
  "training.css",
  "icon.svg",
];

/**
 * Bundles the scripts of the page in memory, and reads its other files.
 *
 * @returns Texts by the path that they are served at.
 * @throws {Error} If a script cannot be bundled.
 */
export async function bundlePage(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of SCRIPTS) {
    const { success, errors, outputFiles } = await Deno.bundle({
      entrypoints: [pathOf(name)],
      platform: "browser",
      minify: true,
      write: false,
    });
    if (!success || outputFiles?.length !== 1) {
      throw new Error(
        `Cannot bundle ${name}: ${errors.map(({ text }) => text).join("; ")}`,
      );
    }
    files.set(`/${name.replace(".ts", ".js")}`, outputFiles[0]!.text());
  }
  for (const name of TEXTS) {
    files.set(`/${name}`, await Deno.readTextFile(pathOf(name)));
  }
  return files;
}

function pathOf(name: string): string {
  return decodeURIComponent(new URL(name, import.meta.url).pathname);
}
