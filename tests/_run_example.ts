import { fromFileUrl, join } from "@std/path";
import { permits } from "./permissions.ts";

/** Root of the repository. */
export const root = fromFileUrl(new URL("../", import.meta.url));
/** Whether examples may be run. */
export const mayRun = await permits({ name: "run", command: "deno" });
/** What a test's name ends with where they may not. */
export const skipped = mayRun ? "" : " (skipped: needs --allow-run=deno)";
/** Whether they may, in a directory made for them. */
export const mayUseFiles = mayRun && await permits({ name: "read" }) &&
  await permits({ name: "write" });
/** What a test's name ends with where they may not. */
export const needsFiles = mayUseFiles
  ? ""
  : " (skipped: needs --allow-read, --allow-write and --allow-run=deno)";

/** How to run an example. */
interface RunOptions {
  /** Flags of `deno run`; default none. */
  flags?: string[];
  /** Working directory; default the root of the repository. */
  cwd?: string;
}

/** What came of it. */
interface Run {
  code: number;
  out: string;
  err: string;
}

/** A command that runs an example. */
export function commandOf(
  name: string,
  args: string[] = [],
  { flags = [], cwd = root }: RunOptions = {},
): Deno.Command {
  const script = join(root, "examples", `${name}.ts`);
  return new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...flags, script, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs an example. */
export async function run(
  ...example: Parameters<typeof commandOf>
): Promise<Run> {
  const { code, stdout, stderr } = await commandOf(...example).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The last line of an output. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)!;
}
