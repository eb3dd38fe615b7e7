import { root } from "../packages.ts";
import { run } from "../run.ts";

/**
 * Runs git in the repository, and gives what it prints.
 *
 * @throws {Error} If it fails, with what it says.
 */
export async function git(...args: string[]): Promise<string> {
  return (await run("git", args, root)).trim();
}
