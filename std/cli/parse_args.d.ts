/** What the project uses of `@std/cli/parse-args`. */

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions {
  string?: readonly string[];
  boolean?: readonly string[];
  collect?: readonly string[];
  negatable?: readonly string[];
  default?: Readonly<Record<string, unknown>>;
  alias?: Readonly<Record<string, string | readonly string[]>>;
  stopEarly?: boolean;
  "--"?: boolean;
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
export declare function parseArgs(
  args: readonly string[],
  options?: ParseOptions,
): Record<string, unknown> & { _: (string | number)[] };
