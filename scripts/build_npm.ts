/**
 * Builds an npm package of every package of the workspace, and packs each into a
 * tarball, such as `build/npm/cutedl-tensor-0.1.0.tgz`.
 *
 * `deno pack` gives JavaScript and declarations, file by file. Added is what it
 * leaves out: dependencies on siblings, and `@std`, which npm does not have.
 *
 * @module
 */
import { dirname, fromFileUrl, join, relative } from "@std/path";
import {
  nodeCheck,
  npmManifest,
  packageOf,
  specifiersOf,
} from "./npm_package.ts";
import { type Package, readPackages, root } from "./packages.ts";
import { run } from "./run.ts";

const STANDARD_LIBRARY = `
The folder _std holds parts of the Deno standard library, https://jsr.io/@std,
Copyright 2018-2026 the Deno authors, under the same license.
`;
const NODE_CHECK = "_node_check.js";

const base = fromFileUrl(root);
const target = join(base, "build", "npm");
const packages = await readPackages();
const versions = new Map(packages.map(({ name, version }) => [name, version]));

await Deno.mkdir(target, { recursive: true });
for await (const { name } of Deno.readDir(target)) { // of earlier builds
  await Deno.remove(join(target, name), { recursive: true });
}
for (const found of packages) {
  const folder = join(target, found.name.split("/").at(-1)!);
  await unpack(found, folder);
  const imported = await completeFiles(found, folder);
  const manifest = npmManifest(found, imported, versions);
  await Deno.writeTextFile(
    join(folder, "package.json"),
    JSON.stringify(manifest, null, 2) + "\n",
  );
  const args = ["pack", "--json", "--pack-destination", target];
  const [{ filename, entryCount, size }] = JSON.parse(
    await run("npm", args, folder),
  );
  console.log(`build/npm/${filename}: ${entryCount} files, ${size} bytes`);
}

/** Puts what `deno pack` gives into a folder, and the license. */
async function unpack(found: Package, folder: string): Promise<void> {
  await Deno.mkdir(folder);
  const tarball = `${folder}.tgz`;
  const args = ["pack", "--allow-dirty", "--no-source-maps", "-o", tarball];
  await run("deno", args, join(base, found.folder));
  const strip = ["--strip-components", "1"];
  await run("tar", ["-xzf", tarball, "-C", folder, ...strip], base);
  await Deno.remove(tarball);
  if (found.folder === "./") { // with copies of the siblings, which it imports
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) await Deno.remove(path, { recursive: true });
    }
  }
  await Deno.copyFile(join(base, "LICENSE"), join(folder, "LICENSE"));
}

/**
 * Bundles what a package imports of `@std`, and has its entry points check the
 * version of Node. Gives the names of the other packages that it imports.
 */
async function completeFiles(
  found: Package,
  folder: string,
): Promise<Set<string>> {
  const imported = new Set<string>();
  const bundled = new Set<string>();
  const entryPoints = Object.values(found.exports)
    .map((file) => join(folder, file.replace(/\.ts$/, ".js")));
  for (const file of filesOf(folder)) {
    const original = await Deno.readTextFile(file);
    let code = original;
    const refer = (path: string) => `"./${relative(dirname(file), path)}"`;
    for (const specifier of specifiersOf(code)) {
      if (specifier.startsWith("@std/")) {
        const path = join(folder, "_std", `${specifier.slice(5)}.js`);
        if (!bundled.has(path)) await bundle(specifier, path);
        bundled.add(path);
        code = code.replaceAll(`"${specifier}"`, refer(path));
      } else if (!specifier.startsWith(".")) {
        imported.add(packageOf(specifier));
      }
    }
    if (entryPoints.includes(file)) {
      code = `import ${refer(join(folder, NODE_CHECK))};\n${code}`;
    }
    if (code !== original) await Deno.writeTextFile(file, code);
  }
  await Deno.writeTextFile(join(folder, NODE_CHECK), nodeCheck(found.name));
  if (bundled.size > 0) {
    const options = { append: true };
    await Deno.writeTextFile(
      join(folder, "LICENSE"),
      STANDARD_LIBRARY,
      options,
    );
  }
  return imported;
}

/** Paths of all JavaScript and declarations in a folder. */
function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return filesOf(path);
    return /\.(?:js|d\.ts)$/.test(name) ? [path] : [];
  });
}

/** Bundles a module and all that it imports into a file. */
async function bundle(specifier: string, path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const source = fromFileUrl(import.meta.resolve(specifier));
  const args = ["bundle", "--platform", "browser", "-o", path, source];
  await run("deno", args, base);
  const code = await Deno.readTextFile(path);
  // without comments that hold paths of this machine
  await Deno.writeTextFile(path, code.replaceAll(/^\/\/ .*\.[jt]s\n/gm, ""));
}
