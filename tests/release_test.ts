import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { root } from "../scripts/packages.ts";
import { LocalRegistry } from "./jsr/registry.ts";
import { permits } from "./permissions.ts";
import { Repository } from "./release/repository.ts";

const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "run", command: "git" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" }) &&
  await permits({ name: "net", host: "127.0.0.1" }) &&
  await hasGit();
const skipped = canRun
  ? ""
  : " (skipped: needs git, to read, write, run deno and git, and serve on 127.0.0.1)";

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output())
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const versions = async (repository: Repository): Promise<string[]> => {
  const files = ["deno.json", "upper/deno.json", "lower/deno.json"];
  const texts = [...files, "lower/_version.ts"].map((file) =>
    repository.read(file)
  );
  return (await Promise.all(texts)).flatMap((text) =>
    text.match(/(?<=")\d+\.\d+\.\d+(?=")/g) ?? []
  );
};

Deno.test({
  name: `deno task release goes on where it has failed half way${skipped}`,
  ignore: !canRun,
  fn: async () => {
    await using repository = await Repository.create(fromFileUrl(root));
    await using registry = new LocalRegistry({ token: "secret" });
    const { published } = registry;
    const env = { JSR_TOKEN: "secret", JSR_URL: registry.url };

    registry.failing.add("@cutedl/upper");
    const failed = await repository.release(["minor"], env);
    assertEquals(failed.code, 1);
    assertStringIncludes(failed.out, "passed\ntoken <>"); // by the gate
    assertStringIncludes(failed.err, "the registry is out of order");
    assertStringIncludes(
      failed.err,
      "Cannot publish @cutedl/upper@0.2.0, for the reason above: mend it and " +
        "run deno task release 0.2.0, which skips what is published",
    );
    assertEquals([...published.keys()], ["@cutedl/lower@0.2.0"]);
    assertEquals(await versions(repository), Array(4).fill("0.2.0"));
    assertEquals(await repository.git("tag"), "");

    registry.failing.clear();
    const { code, err, out } = await repository.release(["0.2.0"], env);
    assertEquals(code, 0, err);
    assertStringIncludes(err, "already published @cutedl/lower@0.2.0");
    assertStringIncludes(
      out,
      "Released 0.2.0; publish the commit and its tag, too: " +
        "git push origin main v0.2.0",
    );
    const order = ["lower", "upper", "cutedl"];
    assertEquals(
      [...published.keys()],
      order.map((name) => `@cutedl/${name}@0.2.0`),
    );
    const { files } = published.get("@cutedl/upper@0.2.0")!;
    assertEquals(
      new TextDecoder().decode(files.get("/mod.ts")),
      'export * from "jsr:@cutedl/lower@^0.2.0";\n',
    );
    assertEquals(
      await repository.git("log", "--format=%s"),
      "build: release 0.2.0\nfeat: begin",
    );
    assertEquals(
      await repository.git("rev-list", "-1", "v0.2.0"),
      await repository.git("rev-parse", "HEAD"),
    );
    assertEquals(await repository.git("status", "--porcelain"), "");

    const again = await repository.release(["0.2.0"], env);
    assertEquals(again.code, 1);
    assertStringIncludes(
      again.err,
      "Cannot release 0.2.0: expected a new version, received the tag v0.2.0",
    );
  },
});

Deno.test({
  name: `deno task release refuses before it changes anything${skipped}`,
  ignore: !canRun,
  fn: async () => {
    await using repository = await Repository.create(fromFileUrl(root));
    const head = await repository.git("rev-parse", "HEAD");
    const refuses = async (
      args: string[],
      message: string,
      token = "secret",
    ): Promise<void> => {
      const before = await repository.git("status", "--porcelain");
      const env = { JSR_TOKEN: token, JSR_URL: "http://127.0.0.1:1" };
      const { code, err } = await repository.release(args, env);
      assertStringIncludes(err, message);
      assertEquals(code, 1);
      assertEquals(await versions(repository), Array(4).fill("0.1.0"));
      assertEquals(await repository.git("rev-parse", "HEAD"), head);
      assertEquals(await repository.git("status", "--porcelain"), before);
    };

    await refuses(
      [],
      "Cannot release: expected patch, minor, major or a version such as " +
        '1.2.3, and no more than --dry-run beside it, received ""',
    );
    await refuses(["minor", "--yes"], 'received "minor --yes"');
    await refuses(["v0.2.0"], 'such as 1.2.3, received "v0.2.0"');
    await refuses(
      ["0.0.9"],
      "Cannot release 0.0.9: expected a version of at least 0.1.0",
    );
    await refuses(
      ["patch"],
      "Cannot release 0.1.1: expected the first entry of CHANGELOG.md to be " +
        '"## 0.1.1", received "## 0.2.0"',
    );
    await refuses(
      ["minor"],
      "Cannot release 0.2.0: expected a token of JSR in JSR_TOKEN, received " +
        "none: create one at https://jsr.io/account/tokens",
      "",
    );
    await repository.write("upper/note.txt", "");
    await refuses(
      ["minor"],
      "Cannot release 0.2.0: expected all to be committed, received changes",
    );
    await Deno.remove(`${repository.path}/upper/note.txt`);
    await repository.git("switch", "--create", "side");
    await refuses(
      ["minor"],
      "Cannot release 0.2.0: expected the branch main, received side",
    );

    const config = await repository.read("upper/deno.json");
    await repository.write("upper/deno.json", config.replace("0.1.0", "0.1.1"));
    const { code, err } = await repository.release(["minor"]);
    assertEquals(code, 1);
    assertStringIncludes(
      err,
      "Cannot release packages of different versions: expected one for all in " +
        "their deno.json, received @cutedl/upper 0.1.1, @cutedl/lower 0.1.0, " +
        "@cutedl/cutedl 0.1.0",
    );
  },
});

Deno.test({
  name:
    `deno task release takes the version back where the gate fails${skipped}`,
  ignore: !canRun,
  fn: async () => {
    await using repository = await Repository.create(fromFileUrl(root));
    await repository.git("rm", "gate.txt");
    await repository.git("commit", "--message=fix: break the gate");
    const env = { JSR_TOKEN: "secret", JSR_URL: "http://127.0.0.1:1" };
    const { code, err } = await repository.release(["minor"], env);
    assertEquals(code, 1);
    assertStringIncludes(err, "Cannot release: deno task failed");
    assertEquals(await versions(repository), Array(4).fill("0.1.0"));
    assertEquals(await repository.git("status", "--porcelain"), "");
  },
});

Deno.test({
  name:
    `deno task release --dry-run says what it would do, and does nothing${skipped}`,
  ignore: !canRun,
  fn: async () => {
    await using repository = await Repository.create(fromFileUrl(root));
    const head = await repository.git("rev-parse", "HEAD");
    const { code, out } = await repository.release(["minor", "--dry-run"]);
    assertEquals(code, 0);
    assertEquals(
      out,
      `Would release 0.2.0; the packages have 0.1.0
Would publish, in this order: @cutedl/lower@0.2.0, @cutedl/upper@0.2.0, @cutedl/cutedl@0.2.0
Would refuse: expected a token of JSR in JSR_TOKEN, received none: create one at https://jsr.io/account/tokens
`,
    );
    assertEquals(await repository.git("rev-parse", "HEAD"), head);
    assertEquals(await repository.git("status", "--porcelain"), "");
    assertEquals(await repository.git("tag"), "");
  },
});
