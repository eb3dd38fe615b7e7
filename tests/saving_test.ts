import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { loadModel } from "@cutedl/layers/file";
import { permits } from "./permissions.ts";

const probe = fromFileUrl(new URL("_saving_probe.ts", import.meta.url));
const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const skipped = canRun
  ? ""
  : " (skipped: needs --allow-read, --allow-write and --allow-run=deno)";

/** Prepares to run the probe. */
function command(args: readonly string[]): Deno.Command {
  return new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...args],
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  });
}

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Registers a test that gets a directory of its own. */
function test(name: string, fn: (directory: string) => Promise<void>): void {
  Deno.test({
    name: name + skipped,
    ignore: !canRun,
    async fn() {
      const directory = await Deno.makeTempDir();
      try {
        await fn(directory);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}

test("saveModel() and loadModel() need one directory, and say which", async (directory) => {
  const path = join(directory, "model.safetensors");
  const flags = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  const { code, stderr } = await command([...flags, probe, path]).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  for (const some of [[], [flags[0]!], [flags[1]!]]) {
    const { code, stderr } = await command([...some, probe, path]).output();
    assertEquals(code, 1);
    assertStringIncludes(
      new TextDecoder().decode(stderr),
      `MissingPermissionError: Cannot write ${path}: expected the permission ` +
        `to, received none: run again with ${flags.join(" ")}`,
    );
  }
});

test("saveModel() leaves a whole file when the process is killed", async (directory) => {
  const path = join(directory, "model.safetensors");
  for (let kills = 0; kills < 5; kills++) {
    const child = command(["-A", probe, path, "--forever"]).spawn();
    const stderr = child.stderr.text();
    while (!await exists(path)) await delay(10);
    await delay(100 + 50 * kills);
    child.kill("SIGKILL");
    await child.status;
    assertEquals(await stderr, "");
    const { parameters } = await loadModel(path);
    const [count] = parameters[0]!.value.data;
    for (const { value } of parameters) {
      assert(value.data.every((element) => element === count));
    }
    const strays = [...Deno.readDirSync(directory)].length - 1;
    assert(strays <= 1, `${strays} strays`);
  }
});
