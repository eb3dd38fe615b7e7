import { join } from "@std/path";

const LIMIT = 120_000; // ms, of a command

/** What came of a command. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/**
 * A repository with a few small packages, and with the scripts and the release
 * task of this one; its gate is that there is a file `gate.txt`,
 * and prints the token that it is given.
 */
export class Repository implements AsyncDisposable {
  /** Where it is. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes one, with all committed to main.
   *
   * @param root Path of this repository.
   */
  static async create(root: string): Promise<Repository> {
    const path = await Deno.makeTempDir({ prefix: "cutedl_" });
    const repository = new Repository(path);
    try {
      await copyScripts(join(root, "scripts"), join(path, "scripts"));
      const config = await Deno.readTextFile(join(root, "deno.json"));
      const release = /"release": ("(?:[^"\\]|\\.)*")/.exec(config)![1]!;
      for (const [file, text] of Object.entries(filesOf(JSON.parse(release)))) {
        await repository.write(file, text);
      }
      await repository.git("init", "--initial-branch=main");
      await repository.git("add", "--all");
      await repository.git("commit", "--message=feat: begin");
    } catch (error) {
      await repository[Symbol.asyncDispose]();
      throw error;
    }
    return repository;
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }

  /** Reads a file. */
  async read(file: string): Promise<string> {
    return await Deno.readTextFile(join(this.path, file));
  }

  /** Writes a file, and the folder that it is in. */
  async write(file: string, text: string): Promise<void> {
    await Deno.mkdir(join(this.path, file, ".."), { recursive: true });
    await Deno.writeTextFile(join(this.path, file), text);
  }

  /** Runs git, and gives what it prints. */
  async git(...args: string[]): Promise<string> {
    const { code, out, err } = await this.#run("git", args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${out}${err}`);
    return out.trim();
  }

  /** Runs the release task. */
  async release(
    args: string[],
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    return await this.#run(
      "deno",
      ["task", "--quiet", "release", ...args],
      env,
    );
  }

  async #run(
    command: string,
    args: string[],
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args,
      cwd: this.path,
      env: {
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.com",
        GIT_COMMITTER_NAME: "Ada",
        GIT_COMMITTER_EMAIL: "ada@example.com",
        GIT_CONFIG_GLOBAL: "/dev/null",
        JSR_TOKEN: "",
        NO_COLOR: "1",
        ...env,
      },
      signal: AbortSignal.timeout(LIMIT),
    }).output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  }
}

/** The files of the packages: the umbrella, and one that imports the other. */
function filesOf(release: string): Record<string, string> {
  const shared = { version: "0.1.0", license: "MIT", exports: "./mod.ts" };
  const json = (config: unknown): string => JSON.stringify(config, null, 2);
  return {
    "CHANGELOG.md": "# Changelog\n\n## 0.2.0\n\n- New.\n",
    "gate.txt": "passed\n",
    "deno.json": json({
      name: "@cutedl/cutedl",
      ...shared,
      workspace: ["./upper", "./lower"],
      publish: { include: ["mod.ts"] },
      tasks: { ok: 'cat gate.txt && echo "token <$JSR_TOKEN>"', release },
    }),
    "mod.ts": 'export * from "@cutedl/upper";\n',
    "upper/deno.json": json({ name: "@cutedl/upper", ...shared }),
    "upper/mod.ts": 'export * from "@cutedl/lower";\n',
    "lower/deno.json": json({ name: "@cutedl/lower", ...shared }),
    "lower/mod.ts": 'export { VERSION } from "./_version.ts";\n',
    "lower/_version.ts": 'export const VERSION = "0.1.0";\n',
  };
}

/** Copies scripts without their tests. */
async function copyScripts(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyScripts(join(from, name), join(to, name));
    else if (!name.endsWith("_test.ts")) {
      await Deno.copyFile(join(from, name), join(to, name));
    }
  }
}
