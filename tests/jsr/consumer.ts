import { assertEquals } from "@std/assert";
import { join } from "@std/path";

const LIMIT = 60_000; // ms, of a command

/** An empty directory with an empty cache, where a program imports packages. */
export class Consumer implements AsyncDisposable {
  readonly #directory: string;
  readonly #url: string;

  private constructor(directory: string, url: string) {
    this.#directory = directory;
    this.#url = url;
  }

  /** Makes one that takes the registry at a URL for JSR. */
  static async create(url: string): Promise<Consumer> {
    return new Consumer(await Deno.makeTempDir({ prefix: "cutedl_" }), url);
  }

  /** Removes the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#directory, { recursive: true });
  }

  /** Runs a program, with no permission, and gives what it prints. */
  async run(code: string): Promise<string> {
    return await this.#deno(["run", "--no-prompt"], code);
  }

  /** Checks the types of a program. */
  async check(code: string): Promise<void> {
    await this.#deno(["check"], code);
  }

  async #deno(args: string[], code: string): Promise<string> {
    const cwd = join(this.#directory, "project");
    await Deno.mkdir(cwd, { recursive: true });
    await Deno.writeTextFile(join(cwd, "program.ts"), code);
    const output = await new Deno.Command("deno", {
      args: [...args, "program.ts"],
      cwd,
      env: {
        DENO_DIR: join(this.#directory, "cache"),
        JSR_URL: this.#url,
        NO_COLOR: "1",
      },
      signal: AbortSignal.timeout(LIMIT),
    }).output();
    const decoder = new TextDecoder();
    assertEquals(output.code, 0, code + decoder.decode(output.stderr));
    return decoder.decode(output.stdout);
  }
}
