import { UnavailableError } from "./unavailable_error.ts";

/** The file system of Deno, Node and Bun. */
export type FileSystem = typeof import("node:fs").promises;

interface Builtins {
  "node:fs": typeof import("node:fs");
  "node:path": typeof import("node:path");
}

/** Gives the file system, with no import that a bundler would stumble over. */
export function fileSystem(): FileSystem {
  return builtin("node:fs").promises;
}

/** Gives the directory of a path, and its last part. */
export function splitPath(path: string): { directory: string; name: string } {
  const { basename, dirname } = builtin("node:path");
  return { directory: dirname(path), name: basename(path) };
}

/** Puts a name after a directory. */
export function joinPath(directory: string, name: string): string {
  return builtin("node:path").join(directory, name);
}

function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  const found = process?.getBuiltinModule?.(name);
  if (found !== undefined) return found as Builtins[Name];
  throw new UnavailableError(
    "Cannot use files: expected a file system as in Deno, Bun, or Node from " +
      "20.16, received none: fetch the bytes, and work on them in memory",
  );
}
