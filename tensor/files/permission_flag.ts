import { splitPath } from "./_node.ts";

/**
 * The flag that permits `deno run` to read or write a path.
 *
 * Deno takes a comma for the end of a path, so where there is one, the flag is
 * for the nearest directory above whose path has none.
 *
 * @param access What is to be permitted.
 * @param path Path of a file or directory.
 * @returns The flag, such as `--allow-read=data/mnist`, as one argument.
 *
 * @example
 * ```ts
 * import { permissionFlag } from "@cutedl/tensor/file";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(permissionFlag("read", "data/mnist"), "--allow-read=data/mnist");
 * assertEquals(permissionFlag("write", "data/new, old"), "--allow-write=data");
 * ```
 */
export function permissionFlag(
  access: "read" | "write",
  path: string,
): string {
  const { directory } = splitPath(path);
  return path.includes(",") && directory !== path
    ? permissionFlag(access, directory)
    : `--allow-${access}=${path}`;
}
