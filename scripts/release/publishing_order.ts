import type { Import } from "../imports.ts";
import { type Package, root } from "../packages.ts";

/**
 * Sorts packages such that each comes after all that it imports.
 *
 * @param imports Imports of their files.
 * @throws {RangeError} If packages import each other in a circle.
 */
export function publishingOrder(
  packages: readonly Package[],
  imports: readonly Import[],
): Package[] {
  const dependencies = dependenciesOf(packages, imports);
  const sorted = new Set<Package>();
  const visit = (found: Package, path: Package[]): void => {
    if (sorted.has(found)) return;
    if (path.includes(found)) {
      const circle = [...path.slice(path.indexOf(found)), found];
      throw new RangeError(
        "Cannot publish packages that import each other: received " +
          circle.map(({ name }) => name).join(" imports "),
      );
    }
    for (const other of dependencies.get(found)!) {
      visit(other, [...path, found]);
    }
    sorted.add(found);
  };
  for (const found of packages) visit(found, []);
  return [...sorted];
}

/** The packages that each package imports. */
function dependenciesOf(
  packages: readonly Package[],
  imports: readonly Import[],
): Map<Package, Set<Package>> {
  // innermost first: the umbrella's folder is around all others
  const folders = packages.map((found) => ({
    found,
    url: new URL(found.folder, root).href,
  })).sort((a, b) => b.url.length - a.url.length);
  const dependencies = new Map(
    packages.map((found) => [found, new Set<Package>()]),
  );
  for (const { file, specifier } of imports) {
    const from = folders.find(({ url }) => file.startsWith(url))?.found;
    const to = packages.find(({ name }) =>
      specifier === name || specifier.startsWith(`${name}/`)
    );
    if (from !== undefined && to !== undefined && from !== to) {
      dependencies.get(from)!.add(to);
    }
  }
  return dependencies;
}
