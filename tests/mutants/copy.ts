import { dirname, fromFileUrl, join } from "@std/path";
import type { Mutant } from "./mutant.ts";
import { plant } from "./plant.ts";

/** What became of a fault. */
export type Outcome =
  | "caught"
  | "caught by other tests"
  | "caught, as tests did not end"
  | "NOT CAUGHT"
  | "DOES NOT COMPILE";

type End = "succeeded" | "failed" | "did not end";

// ms: a fault may make a loop endless
const LIMIT = 120_000;
const LIMIT_OF_ALL = 300_000;
const KERNELS = "tensor/engines/_kernels.ts";
// these compare the text of sources, which every fault changes
const TEXT_TESTS = ["tests/mutants_test.ts", "tests/guide_test.ts"];
const TEST = ["task", "test", "--quiet", "--no-check", "--fail-fast"];
const root = fromFileUrl(new URL("../../", import.meta.url));

/** A copy of the repository, in which faults are tried out. */
export class Copy implements AsyncDisposable {
  readonly #directory: string;
  readonly #sound = new Set<string>(); // tests that pass without a fault

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Copies what git knows, and what is new. */
  static async create(): Promise<Copy> {
    const directory = await Deno.makeTempDir();
    const list = ["ls-files", "-zco", "--exclude-standard"];
    const { stdout } = await new Deno.Command("git", { args: list, cwd: root })
      .output();
    for (const path of new TextDecoder().decode(stdout).split("\0")) {
      if (path === "" || TEXT_TESTS.includes(path)) continue;
      const to = join(directory, path);
      await Deno.mkdir(dirname(to), { recursive: true });
      await Deno.copyFile(join(root, path), to);
    }
    return new Copy(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#directory, { recursive: true });
  }

  /**
   * Plants a fault, runs its tests and then, unless it is harmless, all, and
   * puts the sources back.
   *
   * @throws {Error} If tests fail without the fault.
   */
  async tryOut(mutant: Mutant): Promise<Outcome> {
    const { file, tests = [dirname(file)] } = mutant;
    await this.#assertSound(tests);
    const outcome = await this.#with(mutant, () => this.#catch(file, tests));
    const isOver = outcome !== "NOT CAUGHT" || mutant.harmless !== undefined;
    if (isOver) return outcome;
    await this.#assertSound([]);
    const second = await this.#with(mutant, () => this.#catch(file, []));
    return second === "caught" ? "caught by other tests" : second;
  }

  /** Does something while a fault is planted. */
  async #with<Result>(
    mutant: Mutant,
    act: () => Promise<Result>,
  ): Promise<Result> {
    const kept = [mutant.file, KERNELS].map((file) => {
      const path = join(this.#directory, file);
      return { path, text: Deno.readTextFileSync(path) };
    });
    const { path, text } = kept[0]!;
    Deno.writeTextFileSync(path, plant(text, mutant));
    try {
      return await act();
    } finally {
      for (const { path, text } of kept) Deno.writeTextFileSync(path, text);
    }
  }

  /** Compiles a source and runs tests. */
  async #catch(file: string, tests: readonly string[]): Promise<Outcome> {
    const compile = file.startsWith("tensor/assembly/")
      ? ["task", "kernels"]
      : ["check", file];
    if (await this.#run(compile) !== "succeeded") return "DOES NOT COMPILE";
    switch (await this.#test(tests)) {
      case "succeeded":
        return "NOT CAUGHT";
      case "failed":
        return "caught";
      case "did not end":
        return "caught, as tests did not end";
    }
  }

  async #assertSound(tests: readonly string[]): Promise<void> {
    const names = tests.join(" ") || "all tests";
    if (this.#sound.has(names)) return;
    const end = await this.#test(tests);
    if (end !== "succeeded") {
      throw new Error(
        `Cannot try out faults: expected ${names} to pass without one, ` +
          `received some that ${end}: mend that first`,
      );
    }
    this.#sound.add(names);
  }

  async #test(tests: readonly string[]): Promise<End> {
    const limit = tests.length === 0 ? LIMIT_OF_ALL : LIMIT;
    return await this.#run([...TEST, ...tests], limit);
  }

  /** Runs Deno in the copy, and tells how that ended. */
  async #run(args: string[], limit = LIMIT): Promise<End> {
    const signal = AbortSignal.timeout(limit);
    const { success } = await new Deno.Command("deno", {
      args,
      cwd: this.#directory,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    if (success) return "succeeded";
    return signal.aborted ? "did not end" : "failed";
  }
}
