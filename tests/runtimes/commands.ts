/**
 * Programs of this machine, and of the npm registry.
 *
 * @module
 */

/** How to run a program, where it is here or can be installed. */
export interface Command {
  /** Name and version, such as `Node 20.20.2`, or why there is none. */
  title: string;
  /** Program and its first arguments; `undefined` where there is none. */
  line: string[] | undefined;
}

/** Finds a program by what it prints as its version. */
export async function findCommand(
  name: string,
  line: string[],
): Promise<Command> {
  const [program, ...args] = [...line, "--version"];
  try {
    const { code, stdout } = await new Deno.Command(program!, {
      args,
      stdin: "null",
      stderr: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    const version = /\d+(?:\.\d+)+/.exec(text)?.[0];
    if (code === 0 && version !== undefined) {
      return { title: `${name} ${version}`, line };
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return {
    title: `${name} (skipped: cannot run ${line.join(" ")})`,
    line: undefined,
  };
}

/** The Node of this machine, Node 20 and Bun. */
export async function findRuntimes(): Promise<Command[]> {
  const node = await findCommand("Node", ["node"]);
  const runtimes = [node, await findCommand("Bun", ["npx", "-y", "bun@1.4.5"])];
  if (node.title.startsWith("Node 20.")) return runtimes;
  const oldest = ["npx", "-y", "node@20.20.2"];
  return [...runtimes, await findCommand("Node", oldest)];
}

/** Chromium, where it usually is; by its path, as Playwright wants it. */
export async function findChromium(): Promise<Command> {
  const paths = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  let found: Command;
  do {
    found = await findCommand("Chromium", [paths.shift()!]);
  } while (found.line === undefined && paths.length > 0);
  return found;
}
