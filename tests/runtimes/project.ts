/**
 * A project of a user, who has installed the packages from npm.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { run } from "../../scripts/run.ts";

const root = fromFileUrl(new URL("../../", import.meta.url));
const tools = ["typescript@7.0.2", "@types/node@20.19.43", "esbuild@0.28.2"];
const sources = [
  "program.ts",
  "threads.ts",
  "main.ts",
  "page.ts",
  "worker.ts",
];

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  typeRoots: ["../tools/node_modules/@types"],
};
/** How a project for Node compiles, and how one for browsers is checked. */
const compilers = {
  node: {
    ...strict,
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    types: ["node"],
    rewriteRelativeImportExtensions: true,
    outDir: "out",
  },
  browser: {
    ...strict,
    target: "esnext",
    lib: ["esnext", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    types: [],
    allowImportingTsExtensions: true,
    noEmit: true,
  },
};

/** A directory with the project, and one with what compiles and bundles it. */
export class Project {
  readonly #base: string;

  private constructor(base: string) {
    this.#base = base;
  }

  /** Directory of the project. */
  get directory(): string {
    return join(this.#base, "project");
  }

  /** Builds the packages, and installs them without a network. */
  static async create(): Promise<Project> {
    const project = new Project(await Deno.makeTempDir());
    try {
      await project.#install();
      return project;
    } catch (error) {
      await project.remove();
      throw error;
    }
  }

  async #install(): Promise<void> {
    const { directory } = this;
    await run("deno", ["task", "build:npm"], root);
    const built = join(root, "build", "npm");
    const tarballs = [...Deno.readDirSync(built)]
      .map(({ name }) => name)
      .filter((name) => name.endsWith(".tgz"))
      .map((name) => join(built, name));
    await Deno.mkdir(directory);
    await this.write("package.json", { type: "module", private: true });
    const flags = ["--no-audit", "--no-fund"];
    await this.run("npm", ["install", "--offline", ...flags, ...tarballs]);
    const prefix = ["--prefix", join(this.#base, "tools")];
    await this.run("npm", ["install", ...prefix, ...flags, ...tools]);
    for (const name of sources) {
      const source = new URL(name, import.meta.url);
      await Deno.copyFile(source, join(directory, name));
    }
  }

  /** Writes a file of the project: JSON, or text. */
  async write(name: string, content: object | string): Promise<void> {
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    await Deno.writeTextFile(join(this.directory, name), text);
  }

  /** Runs a program in the project, and gives what it prints. */
  run(command: string, args: string[]): Promise<string> {
    return run(command, args, this.directory);
  }

  /** Compiles files as a project for Node does, or checks them as for browsers. */
  async compile(kind: "node" | "browser", files: string[]): Promise<void> {
    const compilerOptions = compilers[kind];
    await this.write(`tsconfig.${kind}.json`, { compilerOptions, files });
    const compiler = "../tools/node_modules/typescript/bin/tsc";
    await this.run("node", [compiler, "-p", `tsconfig.${kind}.json`]);
  }

  /** Bundles files for browsers. */
  async bundle(files: string[], folder: string): Promise<void> {
    await this.run("../tools/node_modules/.bin/esbuild", [
      ...files,
      "--bundle",
      "--minify",
      "--format=esm",
      `--outdir=${folder}`,
    ]);
  }

  /** Every specifier that the packages export. */
  specifiers(): string[] {
    const packages = join(this.directory, "node_modules", "@cutedl");
    return [...Deno.readDirSync(packages)].flatMap(({ name }) => {
      const path = join(packages, name, "package.json");
      const { exports } = JSON.parse(Deno.readTextFileSync(path));
      return Object.keys(exports)
        .filter((entry) => entry !== "./package.json")
        .map((entry) => `@cutedl/${name}${entry.slice(1)}`);
    });
  }

  /** Removes all of it. */
  async remove(): Promise<void> {
    await Deno.remove(this.#base, { recursive: true });
  }
}
