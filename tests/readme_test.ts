import { assertEquals, assertExists, assertGreater } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { mnistDirectory, permits } from "./permissions.ts";

const root = fromFileUrl(new URL("../", import.meta.url));
const canRun = await permits({ name: "run", command: "deno" }) &&
  await permits({ name: "read" }) && await permits({ name: "write" });
const mnist = canRun ? await mnistDirectory() : undefined;
const skipped = mnist === undefined
  ? " (skipped: needs CUTEDL_MNIST, and to read, write and run)"
  : "";

Deno.test({
  name: `README.md's program runs as printed, and reaches 92 %${skipped}`,
  ignore: mnist === undefined,
  fn: async () => {
    const readme = await Deno.readTextFile(join(root, "README.md"));
    const [, program] = /```ts ignore\n([^]*?)```/.exec(readme) ?? [];
    assertExists(program);
    const directory = await Deno.makeTempDir();
    try {
      await Deno.mkdir(join(directory, "data"));
      await Deno.symlink(mnist!, join(directory, "data", "mnist"));
      const last = "console.log((await session.evaluate(test)).accuracy);";
      await Deno.writeTextFile(join(directory, "program.ts"), program + last);
      const { code, stdout, stderr } = await new Deno.Command("deno", {
        args: [
          "run",
          `--config=${join(root, "deno.json")}`,
          `--allow-read=data/mnist,${mnist}`,
          "program.ts",
        ],
        cwd: directory,
        env: { NO_COLOR: "1" },
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
      assertGreater(Number(lines.at(-1)), 0.92);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
