/** Modules of Node that Deno and Bun have, too. */
interface Builtins {
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:stream": typeof import("node:stream");
  "node:zlib": typeof import("node:zlib");
}

/**
 * Gives a module of Node where there is one, with no import that a browser's
 * bundler would stumble over.
 */
export function builtin<Name extends keyof Builtins>(
  name: Name,
): Builtins[Name] | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}
