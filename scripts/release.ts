/**
 * Releases all packages in one version: checks that the repository is ready,
 * writes the version, runs the gate, commits, publishes to JSR and tags.
 *
 * `deno task release minor` takes the next minor version, as `patch` and `major`
 * do theirs; `deno task release 1.2.3` takes that one. With `--dry-run` it
 * changes nothing and says what it would do. What failed half way goes on where
 * it was with the version itself: JSR's packages that have it are skipped.
 *
 * @module
 */
import { importsOf } from "./imports.ts";
import { type Package, readPackages, root } from "./packages.ts";
import { checkChangelog } from "./release/changelog.ts";
import { git } from "./release/git.ts";
import { publishingOrder } from "./release/publishing_order.ts";
import { setVersion } from "./release/set_version.ts";
import { nextVersion } from "./release/version.ts";

const TOKEN = "JSR_TOKEN";

try {
  const { change, isDryRun } = parse(Deno.args);
  await release(change, isDryRun);
} catch (error) {
  console.error(messageOf(error));
  Deno.exit(1);
}

function parse(args: string[]): { change: string; isDryRun: boolean } {
  const [change, ...rest] = args.filter((arg) => arg !== "--dry-run");
  if (change === undefined || rest.length > 0) {
    throw new RangeError(
      "Cannot release: expected patch, minor, major or a version such as " +
        `1.2.3, and no more than --dry-run beside it, received ${
          JSON.stringify(args.join(" "))
        }`,
    );
  }
  return { change, isDryRun: args.includes("--dry-run") };
}

async function release(change: string, isDryRun: boolean): Promise<void> {
  const packages = await readPackages();
  const current = commonVersion(packages);
  const version = nextVersion(current, change);
  const changelog = await Deno.readTextFile(new URL("CHANGELOG.md", root));
  checkChangelog(changelog, version);
  const entries = packages.flatMap(({ entryPoints }) => entryPoints);
  const imports = await importsOf(entries.map((file) => `${root}${file}`));
  const order = publishingOrder(packages, imports);
  const token = Deno.env.get(TOKEN) ?? "";
  const obstacles = await findObstacles(version, token);

  if (isDryRun) {
    const names = order.map(({ name }) => `${name}@${version}`);
    console.log(`Would release ${version}; the packages have ${current}`);
    console.log(`Would publish, in this order: ${names.join(", ")}`);
    for (const obstacle of obstacles) console.log(`Would refuse: ${obstacle}`);
    return;
  }
  if (obstacles.length > 0) {
    throw new Error(`Cannot release ${version}: ${obstacles.join("; ")}`);
  }
  const { paths, undo } = await setVersion(packages, version);
  try {
    await run("deno", ["task", "ok"], root, { [TOKEN]: "" }); // not its business
    if (version !== current) {
      const message = `build: release ${version}`;
      await git("commit", "--message", message, "--", ...paths);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  await publish(order, version, token);
  await git("tag", "--annotate", `v${version}`, "--message", version);
  console.log(
    `Released ${version}; publish the commit and its tag, too: ` +
      `git push origin main v${version}`,
  );
}

/** The version of all packages. */
function commonVersion(packages: readonly Package[]): string {
  const versions = new Set(packages.map(({ version }) => version));
  const [version = ""] = versions;
  if (versions.size === 1) return version;
  const received = packages.map(({ name, version }) => `${name} ${version}`);
  throw new RangeError(
    "Cannot release packages of different versions: expected one for all in " +
      `their deno.json, received ${received.join(", ")}`,
  );
}

/** What is not as it must be for a release. */
async function findObstacles(
  version: string,
  token: string,
): Promise<string[]> {
  const obstacles: string[] = [];
  try {
    const branch = await git("branch", "--show-current");
    if (branch !== "main") {
      const received = branch === "" ? "none" : branch;
      obstacles.push(`expected the branch main, received ${received}`);
    }
    if (await git("status", "--porcelain") !== "") {
      obstacles.push(
        "expected all to be committed, received changes: commit or " +
          "restore them",
      );
    }
    if (await git("tag", "--list", `v${version}`) !== "") {
      obstacles.push(`expected a new version, received the tag v${version}`);
    }
  } catch (error) {
    obstacles.push(`expected a repository: ${messageOf(error)}`);
  }
  if (token === "") {
    obstacles.push(
      `expected a token of JSR in ${TOKEN}, received none: create one at ` +
        "https://jsr.io/account/tokens",
    );
  }
  return obstacles;
}

/** Publishes packages, one after the other. */
async function publish(
  order: readonly Package[],
  version: string,
  token: string,
): Promise<void> {
  for (const { folder, name } of order) {
    try {
      const args = ["publish", `--token=${token}`];
      await run("deno", args, new URL(folder, root));
    } catch {
      throw new Error(
        `Cannot publish ${name}@${version}, for the reason above: mend it and ` +
          `run deno task release ${version}, which skips what is published`,
      );
    }
  }
}

/** Runs a program that says itself what it does. */
async function run(
  command: string,
  args: string[],
  cwd: URL,
  env: Record<string, string> = {},
): Promise<void> {
  const { code } = await new Deno.Command(command, {
    args,
    cwd,
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) {
    throw new Error(`Cannot release: ${command} ${args[0]} failed`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
